import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { html } from 'hono/html';
import { describe, expect, it } from 'vitest';

import { ROOT } from '../../../../scripts/kit/paths.ts';
import { readInline } from '../../../../src/web/markdown/inline.ts';
import { readMarkdown } from '../../../../src/web/markdown/blocks.ts';
import { Markdown } from '../../../../src/web/markdown/markdown.tsx';

const text = (content: string): object => ({ kind: 'text', text: content });

const rendered = async (source: string): Promise<string> =>
  String(await html`${Markdown({ source, hrefOf: (target) => (target.startsWith('https:') ? target : null) })}`);

describe('a line of Markdown', () => {
  it.each([
    ['plain words', [text('plain words')]],
    ['a `b | c` d', [text('a '), { kind: 'code', text: 'b | c' }, text(' d')]],
    ['`` a ` b ``', [{ kind: 'code', text: 'a ` b' }]],
    ['[`a`](b.md).', [{ kind: 'link', content: [{ kind: 'code', text: 'a' }], target: 'b.md' }, text('.')]],
    ['**1.5 %** of', [{ kind: 'strong', content: [text('1.5 %')] }, text(' of')]],
    [String.raw`\*no\_emphasis\[\]`, [text('*no_emphasis[]')]],
    ['before ![a map](a.svg)', [text('before ')]],
    ['an ] and a [ alone', [text('an ] and a [ alone')]],
  ])('%s', (source, expected) => {
    expect(readInline(source)).toEqual(expected);
  });
});

describe('a document in Markdown', () => {
  it('is divided into its blocks', () => {
    const source = [
      '# Title',
      'Two lines',
      'of one paragraph.',
      '- an item',
      '  that goes on',
      '- another',
      '',
      '<!-- a comment',
      'of two lines -->',
      '```sh',
      'npm run x -- | y',
      '',
      '# not a heading',
      '```',
      '| a | b |',
      '| - | -: |',
      String.raw`| c \| d | 1 |`,
      '## Part',
    ].join('\n');
    expect(readMarkdown(source)).toEqual([
      { kind: 'heading', level: 1, content: [text('Title')] },
      { kind: 'paragraph', content: [text('Two lines of one paragraph.')] },
      { kind: 'list', items: [[text('an item that goes on')], [text('another')]] },
      { kind: 'code', text: 'npm run x -- | y\n\n# not a heading' },
      { kind: 'table', head: [[text('a')], [text('b')]], rows: [[[text('c | d')], [text('1')]]] },
      { kind: 'heading', level: 2, content: [text('Part')] },
    ]);
  });

  it('becomes elements, without its title, and with the links that lead somewhere', async () => {
    expect(await rendered('# T\n\n## P\n\na [b](https://example.org/) [c](d.md)')).toBe(
      '<h3>P</h3><p>a <a href="https://example.org/">b</a> c</p>',
    );
  });

  it('is never taken for HTML', async () => {
    expect(await rendered('<script>alert(1)</script> `<b>` [<i>](https://example.org/"onclick="x)')).not.toMatch(
      /<(script|b|i)>|" ?onclick/,
    );
  });
});

it.each(readdirSync(join(ROOT, 'models')).filter((name) => name.endsWith('.md')))(
  'the card %s has nothing that is not understood',
  async (name) => {
    const page = await rendered(readFileSync(join(ROOT, 'models', name), 'utf8'));
    const prose = page.replaceAll(/<(pre|code).*?<\/\1>/gs, '');
    expect(prose).not.toMatch(/\]\(|\*\*|`|^\||<!--|&lt;!--|#{2}/m);
    expect(page.match(/<h3>/g)?.length ?? 0).toBeGreaterThan(0);
  },
);
