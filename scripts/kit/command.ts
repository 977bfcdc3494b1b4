import { Command, CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';

import { Interrupted, reasonOf, UsageError } from './failure.ts';

/** Where a command writes. */
export interface Output {
  /** Prints one line of results. */
  readonly print: (line: string) => void;
  /** Prints one line that is not a result: progress and errors. */
  readonly note: (line: string) => void;
}

/** The terminal: results go to standard output, all else to standard error. */
export const TERMINAL: Output = {
  print: (line) => {
    console.log(line);
  },
  note: (line) => {
    console.error(line);
  },
};

/** The values of a command's options, as its declaration types them. */
export type OptionsOf<Declared extends { opts: () => unknown }> = ReturnType<Declared['opts']>;

/**
 * Declares a command. Its options are declared once, on what this returns; types, `--help`, defaults and "Did you mean"
 * follow from that. Typed options are in `option.ts`.
 *
 * @param name as people type it, such as `npm run size --`; the first line of `--help` begins with it
 * @param description what the command does; `--help` wraps it
 * @example
 * // scripts/shrink.ts
 * const shrink = command('npm run shrink --', 'Makes pictures smaller.')
 *   .argument('<file...>', 'pictures')
 *   .addOption(numberOption('--width <pixels>', 'of the result', whole(1, 4096)).default(512))
 *   .option('--force', 'overwrite what is there')
 *   .addHelpText('after', '\nExample:\n  npm run shrink -- --width 224 panda.jpg');
 * await main(shrink.action(async (files, { width, force }) => { ... }));
 * // a test: parse(shrink, ['a.jpg', '--width=8']) equals { width: 8 },
 * //         await run(shrink, ['--widht', '8'], output) is 2, and output.note got the sentence
 */
export function command(name: string, description: string): Command {
  return new Command(name).description(description);
}

/** Runs this process's command line, and sets its exit code. */
export async function main(
  declared: CommandUnknownOpts,
  argv: readonly string[] = process.argv.slice(2),
): Promise<void> {
  const code = await run(declared, argv, TERMINAL);
  if (code !== 0) process.exitCode = code;
}

/**
 * Runs a command line inside this process. Errors are told in a sentence or two, never as a stack trace.
 *
 * @param argv without the interpreter and the script
 * @returns the exit code: 0 for success, 1 for a failure, 2 for a command line that cannot be understood, 130 for a command
 *   that was interrupted
 */
export async function run(declared: CommandUnknownOpts, argv: readonly string[], output: Output): Promise<number> {
  prepare(declared, output.print);
  try {
    await declared.parseAsync(helpFirst(argv), { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.code.startsWith('commander.help')) return error.exitCode === 0 ? 0 : 2;
    output.note(`edgelens: ${sentenceOf(error)}`);
    if (error instanceof Interrupted) return 130;
    return error instanceof UsageError || error instanceof CommanderError ? 2 : 1;
  }
}

/**
 * Reads the options of a command line, and runs nothing.
 * @throws UsageError
 */
export function parse<Options extends Record<string, unknown>>(
  declared: Command<unknown[], Options>,
  argv: readonly string[],
): Options {
  prepare(declared, () => undefined);
  try {
    const options = declared.parse(argv, { from: 'user' }).opts();
    requireMandatory(declared);
    return options;
  } catch (error) {
    throw error instanceof CommanderError ? new UsageError(sentenceOf(error)) : error;
  }
}

/** Says what is being done, beside what a command prints as its result. */
export function report(line: string): void {
  TERMINAL.note(`edgelens: ${line}`);
}

/** The mandatory options of each command that was prepared. */
const mandatory = new WeakMap<CommandUnknownOpts, CommandUnknownOpts['options']>();

function prepare(declared: CommandUnknownOpts, print: Output['print']): void {
  const write = (text: string): void => {
    print(text.trimEnd());
  };
  for (const each of [declared, ...declared.commands]) {
    each.exitOverride().configureOutput({ writeOut: write, writeErr: write, outputError: () => undefined });
    if (mandatory.has(each)) continue;
    // commander would look for them before it looks for unknown options, and so hide what was misspelt.
    const needed = each.options.filter((option) => option.mandatory);
    for (const option of needed) option.makeOptionMandatory(false);
    mandatory.set(each, needed);
    each.hook('preAction', requireMandatory);
    for (const option of each.options.filter(({ required }) => required)) {
      const { parseArg } = option;
      option.argParser<unknown>((text, previous) => {
        // commander would take the next option for the value: --json --fresh would write a file "--fresh".
        if (each.options.some(({ long }) => long === text)) {
          throw new UsageError(`${option.long ?? option.flags} takes a value, but "${text}" follows`);
        }
        return parseArg === undefined ? text : parseArg(text, previous);
      });
    }
  }
}

/** @throws UsageError for a mandatory option that was not given */
function requireMandatory(prepared: CommandUnknownOpts): void {
  const given = prepared.opts();
  const missing = mandatory.get(prepared)?.find((option) => given[option.attributeName()] === undefined);
  if (missing !== undefined) throw new UsageError(`required option '${missing.flags}' not specified`);
}

/** Who asks for help gets it, whatever else is wrong with the command line. */
function helpFirst(argv: readonly string[]): readonly string[] {
  const [first = '', ...rest] = argv;
  const own = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  if (!own.includes('--help') && !own.includes('-h')) return argv;
  return first.startsWith('-') || rest.length === 0 ? ['--help'] : [first, '--help'];
}

function sentenceOf(error: unknown): string {
  return error instanceof CommanderError ? error.message.replace(/^error: /, '') : reasonOf(error);
}
