import { add } from './commands/add.ts';
import { advice } from './commands/advice.ts';
import { build } from './commands/build.ts';
import { catalogue } from './commands/catalogue.ts';
import type { Command } from './commands/command.ts';
import { evaluate } from './commands/evaluate.ts';
import { explainability } from './commands/explainability.ts';
import { list } from './commands/list.ts';
import { measure } from './commands/measure.ts';
import { quantise } from './commands/quantise.ts';
import { remove } from './commands/remove.ts';
import { verify } from './commands/verify.ts';
import { reasonOf, UsageError } from '../kit/failure.ts';
import type { Terminal } from '../kit/terminal.ts';

const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries({ build, list, add, quantise, remove, verify, evaluate, measure, explainability, catalogue, advice }),
);

const HELP = `Usage: npm run models -- COMMAND [ARGUMENTS]

${[...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(14)} ${summary}`).join('\n')}

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
