import { beforeEach, describe, expect, it } from 'vitest';

import { command, parse, run } from '../../../../scripts/kit/command.ts';
import { Failure } from '../../../../scripts/kit/failure.ts';
import {
  choiceOption,
  listOption,
  numberListOption,
  numberOption,
  originOption,
  real,
  repeatedOption,
  whole,
} from '../../../../scripts/kit/option.ts';

let printed: string[];
let noted: string[];
const output = { print: (line: string) => printed.push(line), note: (line: string) => noted.push(line) };

beforeEach(() => {
  printed = [];
  noted = [];
});

const shrink = () =>
  command('npm run shrink --', 'Makes pictures smaller.')
    .addOption(numberOption('--width <pixels>', 'of the result', whole(1, 4096)).default(512))
    .addOption(choiceOption('--kind <kind>', 'of file', ['jpeg', 'png']))
    .addOption(listOption('--models <names>', 'names'))
    .addOption(numberListOption('--rates <rates>', 'rates', real(0, 9)))
    .addOption(repeatedOption('--picture <file>', 'pictures'))
    .addOption(originOption('--url <address>', 'of a deployment'))
    .option('--json <file>', 'another file')
    .option('--force', 'overwrite');

describe('parse', () => {
  it('takes --name=value and --name value, types values, and fills in defaults', () => {
    expect(parse(shrink(), [])).toEqual({ width: 512 });
    expect(parse(shrink(), ['--width=8', '--kind', 'png', '--json=a.json'])).toEqual({
      width: 8,
      kind: 'png',
      json: 'a.json',
    });
    expect(parse(shrink(), ['--models', 'a, b', '--rates=1,2.5', '--picture', 'c', '--picture', 'd'])).toMatchObject({
      models: ['a', 'b'],
      rates: [1, 2.5],
      picture: ['c', 'd'],
    });
    expect(parse(shrink(), ['--url', 'http://localhost:8787/page?x=1'])).toMatchObject({
      url: 'http://localhost:8787',
    });
  });

  it.each([
    [['--widht', '8'], "unknown option '--widht'\n(Did you mean --width?)"],
    [['word'], 'too many arguments'],
    [['--width'], "option '--width <pixels>' argument missing"],
    [['--json', '--force'], '--json takes a value, but "--force" follows'],
    [['--force=yes'], "unknown option '--force=yes'"],
    [['--width', '-1'], '--width takes a whole number from 1 to 4096, not "-1"'],
    [['--width', ''], '--width takes a whole number from 1 to 4096, not ""'],
    [['--kind', 'gif'], '--kind takes jpeg or png, not "gif"'],
    [['--models', 'a,a'], '--models names something twice: "a,a"'],
    [['--rates', '1,,2'], '--rates takes a list like a,b, not "1,,2"'],
    [['--url', 'ftp://example.com'], '--url takes an address like https://'],
  ])('refuses %j', (argv, message) => {
    expect(() => parse(shrink(), argv)).toThrow(message);
  });
});

it('names what was misspelt before it names what is missing', () => {
  const train = command('npm run train --', 'Trains.').requiredOption('--data <folder>', 'pictures');
  expect(() => parse(train, ['--date', 'x'])).toThrow("unknown option '--date'\n(Did you mean --data?)");
  expect(() => parse(train, [])).toThrow("required option '--data <folder>' not specified");
  expect(parse(train, ['--data', 'x'])).toEqual({ data: 'x' });
});

describe('run', () => {
  it('prints help, whatever else is wrong, and runs nothing', async () => {
    const task = () => Promise.reject(new Error('must not run'));
    expect(await run(shrink().action(task), ['-h', '--width', 'x'], output)).toBe(0);
    expect(printed[0]).toMatch(/^Usage: npm run shrink -- \[options\]\n\nMakes pictures smaller\./);
    expect(printed[0]).toMatch(/--width <pixels> +of the result \(default: 512\)/);
    expect(noted).toEqual([]);
  });

  it('finds the command that help is asked for', async () => {
    const tools = command('tools', 'Tools.').addCommand(shrink().name('shrink').argument('[file]'));
    expect(await run(tools, ['shrink', 'a.jpg', '--help'], output)).toBe(0);
    expect(printed[0]).toMatch(/^Usage: tools shrink \[options\] \[file\]/);
  });

  it.each<[Error, number]>([
    [new Failure('the disk is full'), 1],
    [new TypeError('x is not a function'), 1],
  ])('tells %o in one sentence', async (error, code) => {
    expect(
      await run(
        shrink().action(() => Promise.reject(error)),
        [],
        output,
      ),
    ).toBe(code);
    expect(noted).toEqual([`edgelens: ${error.message}`]);
  });

  it('ends with 2 for a command line that cannot be understood', async () => {
    const tools = command('tools', 'Tools.').addCommand(command('list', 'Lists.').action(() => undefined));
    expect(await run(tools, ['lits'], output)).toBe(2);
    expect(noted).toEqual(["edgelens: unknown command 'lits'\n(Did you mean list?)"]);
    expect(await run(tools, [], output)).toBe(2);
    expect(printed[0]).toContain('Usage: tools');
  });

  it('hands on what it does not know only where it is told to', async () => {
    let seen: string[] = [];
    const wrapper = command('wrap', 'Wraps.')
      .option('--own <value>')
      .argument('[rest...]')
      .allowUnknownOption()
      .action((rest) => {
        seen = rest;
      });
    expect(await run(wrapper, ['word', '--project', 'unit', '--own=1', '--flag=2'], output)).toBe(0);
    expect(seen).toEqual(['word', '--project', 'unit', '--flag=2']);
  });
});
