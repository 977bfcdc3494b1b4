import { describe, expect, it } from 'vitest';

import { ClassNames } from '../../../../../src/web/client/notebook/class-names.ts';
import { folderNames } from '../../../../../src/web/client/notebook/folder-names.ts';

const PANDA = 'giant panda, panda, panda bear, coon bear, Ailuropoda melanoleuca';
const CLASSES = new ClassNames('en', [{ en: [PANDA, 'crane', 'maillot', 'maillot, tank suit', 'cock'] }]);

const namesOf = (...labels: string[]): string[] => [...folderNames(labels, CLASSES).values()];

describe('the folder of a class', () => {
  it('is called by the first name of a label of a model, and by the whole of a name of the visitor', () => {
    expect(namesOf(PANDA, 'cock', 'rust, heavy')).toEqual(['giant panda', 'cock', 'rust, heavy']);
  });

  it('is called by whole labels where two begin with the same', () => {
    expect(namesOf('maillot', 'maillot, tank suit')).toEqual(['maillot', 'maillot, tank suit']);
    expect(namesOf('maillot, tank suit')).toEqual(['maillot']);
  });

  it('is one for names that differ in case, spaces or the form of their characters only', () => {
    const names = folderNames(['Rust', 'rust ', 'RUST', 'caf\u{E9}', 'cafe\u{301}'], CLASSES);
    expect(new Set(names.values())).toEqual(new Set(['Rust', 'caf\u{E9}']));
    expect(names.get('rust ')).toBe('Rust');
  });

  it.each([
    ['../../etc/passwd', '-..-etc-passwd'],
    ['/etc', '-etc'],
    [String.raw`C:\Windows`, 'C--Windows'],
    ['..', 'unnamed'],
    ['.hidden', 'hidden'],
    ['ends with dots...', 'ends with dots'],
    ['con', '_con'],
    ['NUL.txt', '_NUL.txt'],
    ['COM¹', '_COM¹'],
    ['console', 'console'],
    ['__MACOSX', '___MACOSX'],
    ['a<b>c:d"e|f?g*h', 'a-b-c-d-e-f-g-h'],
    ['a\u{0}b\nc\u{202E}d', 'a b c d'],
    ['\u{D800}', '\u{FFFD}'],
    ['   ', 'unnamed'],
    ['葉さび病', '葉さび病'],
    ['🍁'.repeat(100), '🍁'.repeat(30)],
    ['が'.repeat(100), 'が'.repeat(40)],
  ])('has a name for %j that is legal everywhere', (label, name) => {
    expect(namesOf(label)).toEqual([name]);
  });

  it('is its own, also where names become the same', () => {
    expect(namesOf('a/b', 'a:b', 'A?b')).toEqual(['a-b', 'a-b (2)', 'A-b (3)']);
  });
});
