import { command, run } from '../kit/command.ts';
import { add } from './commands/add.ts';
import { advice } from './commands/advice.ts';
import { build } from './commands/build.ts';
import { catalogue } from './commands/catalogue.ts';
import { evaluate } from './commands/evaluate.ts';
import { explainability } from './commands/explainability.ts';
import { fetch } from './commands/fetch.ts';
import { list } from './commands/list.ts';
import { measure } from './commands/measure.ts';
import { outdated } from './commands/outdated.ts';
import { quantise } from './commands/quantise.ts';
import { remove } from './commands/remove.ts';
import { upload } from './commands/upload.ts';
import { verify } from './commands/verify.ts';
import type { Terminal } from './workspace.ts';

const COMMANDS = [
  build,
  list,
  add,
  fetch,
  quantise,
  remove,
  upload,
  verify,
  evaluate,
  measure,
  explainability,
  catalogue,
  advice,
  outdated,
];

/**
 * Runs a command line of `npm run models`.
 *
 * @param argv without the interpreter and the script
 * @returns the exit code: 0 for success, 1 for a failure, 2 for a command line that cannot be understood
 */
export function runModels(argv: readonly string[], terminal: Terminal): Promise<number> {
  const models = command('npm run models --', 'Builds, adds, measures and removes models.');
  for (const declare of COMMANDS) models.addCommand(declare(terminal));
  return run(models, argv, terminal);
}
