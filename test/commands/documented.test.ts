import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';
import { z } from 'zod';

import { ROOT } from '../../scripts/kit/paths.ts';

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));

/** Experiments of `npm run bench`, which have options of their own. */
const EXPERIMENT = /^--(candidates|engines|observers|page|peers|photos|profile|throughput)$/;

/** The command lines with arguments that documents print, by what prints help for them. */
function documented(): Map<string, Set<string>> {
  const options = new Map<string, Set<string>>();
  for (const name of globSync(['*.md', 'docs/*.md', 'models/*.md'], { cwd: ROOT })) {
    const lines = readFileSync(join(ROOT, name), 'utf8').matchAll(/npm run (?:-s )?(\w+) -- ([^`\n|)#"]+)/g);
    for (const [, script = '', line = ''] of lines) {
      const words = line.trim().split(/\s+/);
      const command =
        script === 'models' ? words[0] : words.find((word) => script === 'bench' && EXPERIMENT.test(word));
      const key = [script, command ?? ''].join(' ').trim();
      const known = options.get(key) ?? new Set();
      for (const word of words)
        if (/^--[a-z]/.test(word) && word !== command) known.add(word.replace(/[=,.;:].*$/, ''));
      options.set(key, known);
    }
  }
  return options;
}

it.each([...documented()])('npm run %s has the options that documents print', (key, options) => {
  const [name = '', ...command] = key.split(' ');
  const [, script = ''] = /run\.mjs (\S+\.ts)/.exec(scripts[name] ?? '') ?? [];
  const { stdout, status } = spawnSync(process.execPath, [join(ROOT, 'scripts', script), ...command, '--help'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(status, stdout).toBe(0);
  for (const option of options) expect(stdout).toMatch(new RegExp(`${option}\\b`));
});
