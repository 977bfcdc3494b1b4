import { command, type OptionsOf, parse } from '../kit/command.ts';
import { UsageError } from '../kit/failure.ts';
import { listOption, originOption } from '../kit/option.ts';
import { type CheckName, CHECKS } from './finding.ts';

/** `npm run verify`. */
export const verifyCommand = command(
  'npm run verify --',
  'Compares a deployment with what this checkout would deploy, over HTTP alone: known pictures get the known answers from ' +
    'every model in every engine, limits, headers, pages and files are those of the build, memory and ledger add up. ' +
    'Measures cold and warm answers beside that. Takes less than two minutes.',
)
  .addOption(originOption('--url <address>', 'deployment to verify (default: a Worker on this machine)'))
  .option('--expect-version <id>', 'version that has to answer, as wrangler names it')
  .option('--override', 'have that version answer, also where it gets no traffic yet', false)
  .option('--env <name>', 'environment of wrangler.toml that was deployed')
  .addOption(listOption('--only <checks>', `some of ${CHECKS.join(', ')}`))
  .option('--no-downloads', 'leave out the models that browsers run (some 45 MiB)')
  .option('--flood', 'send requests until some are refused; you are then refused for a minute', false)
  .option('--json', 'print all findings as JSON', false)
  .option('--report <file>', 'write a report in Markdown, too')
  .addHelpText(
    'after',
    `
Keys: one that the deployment wants is read from the environment variable EDGELENS_KEY. With the operator's key cold
starts are asked for and clocks are judged.

Ends with 0 when nothing failed, with 1 when something did or the deployment cannot be reached, and with 2 for a command
line that cannot be understood.

Examples:
  npm run verify -- --url https://edgelens.example.workers.dev
  npm run verify -- --url https://edgelens.example.workers.dev --expect-version dc8dcd28-271b-4367-9840-6c244f84cb40 --override
  npm run verify -- --only answers,plans --report report.md`,
  );

/** It also goes into a header, between quotes. */
const VERSION = /^[\w-]+$/;

type Given = OptionsOf<typeof verifyCommand>;
type Environment = Readonly<Record<string, string | undefined>>;

/** The options of a verification. */
interface VerifyOptions extends Omit<Readonly<Given>, 'only'> {
  readonly checks: readonly CheckName[];
  /** From the environment, because a command line can be read by other users of the machine. */
  readonly key: string | undefined;
}

/**
 * Reads the command line of `npm run verify`.
 * @throws UsageError that names the option and what it takes
 */
export function parseVerifyOptions(argv: readonly string[], env: Environment): VerifyOptions {
  return completeVerifyOptions(parse(verifyCommand, argv), env);
}

/**
 * Fills in what depends on other options and on the environment.
 * @throws UsageError for options that do not go together
 */
export function completeVerifyOptions({ only, ...given }: Given, env: Environment): VerifyOptions {
  const unknown = only?.find((name) => !CHECKS.some((check) => check === name));
  if (unknown !== undefined) throw new UsageError(`--only takes some of ${CHECKS.join(', ')}, not "${unknown}"`);
  if (given.override && given.expectVersion === undefined) throw new UsageError('--override needs --expect-version');
  if (given.expectVersion !== undefined && !VERSION.test(given.expectVersion)) {
    throw new UsageError(`--expect-version takes an id as wrangler prints it, not "${given.expectVersion}"`);
  }
  const checks = CHECKS.filter((check) => only?.includes(check) ?? true);
  return { ...given, checks, key: env['EDGELENS_KEY'] };
}
