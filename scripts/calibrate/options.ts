import { command, type OptionsOf, parse } from '../kit/command.ts';
import { numberOption, originOption, whole } from '../kit/option.ts';

/** `npm run calibrate`. */
export const calibrateCommand = command(
  'npm run calibrate --',
  'Says whether the times that a deployment shows can be believed. Asks for 0, 1, 4 and 16 inferences a request, compares ' +
    "what the Worker's clocks say with the time that passed here, and prints a verdict.",
)
  .addOption(originOption('--url <address>', 'deployment to measure (default: a Worker on this machine)'))
  .option('--model <name>', "model to run (default: the Worker's)")
  .addOption(numberOption('--rounds <n>', 'rounds before the first judgement', whole(3, 1000)).default(10))
  .addOption(numberOption('--max-rounds <n>', 'rounds before giving up (default: 4 times --rounds)', whole(3, 1000)))
  .option('--json', 'print the result as JSON, with every single measurement', false)
  .addHelpText(
    'after',
    `
A deployment lets only its operator calibrate it: set a key with "npx wrangler secret put OPERATOR_KEY", and the same in
the environment variable EDGELENS_KEY.

Ends with 0 when there is a verdict, whichever it is, and with 1 when there is none.`,
  );

type Given = OptionsOf<typeof calibrateCommand>;
type Environment = Readonly<Record<string, string | undefined>>;

/** The options of a calibration. */
interface CalibrateOptions extends Readonly<Given> {
  /** At least `rounds`. */
  readonly maxRounds: number;
  /** The operator's key; from the environment, because a command line can be read by other users of the machine. */
  readonly key: string | undefined;
}

/**
 * Reads the command line of `npm run calibrate`.
 * @throws UsageError that names the option and what it takes
 */
export function parseCalibrateOptions(argv: readonly string[], env: Environment): CalibrateOptions {
  return completeCalibrateOptions(parse(calibrateCommand, argv), env);
}

/** Fills in what depends on other options and on the environment. */
export function completeCalibrateOptions(given: Given, env: Environment): CalibrateOptions {
  const maxRounds = Math.max(given.rounds, given.maxRounds ?? 4 * given.rounds);
  return { ...given, maxRounds, key: env['EDGELENS_KEY'] };
}
