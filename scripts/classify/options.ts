import { LANGUAGES, ENGINE_NAMES } from '../../src/contract/names.ts';
import { MOST_PICTURES } from '../../src/upload/pictures.ts';
import { command, type OptionsOf } from '../kit/command.ts';
import { UsageError } from '../kit/failure.ts';
import { choiceOption, numberOption, originOption, real, whole } from '../kit/option.ts';

/** Where `npm start` serves. */
const LOCAL = 'http://localhost:8787';

/** `npm run classify`. */
export const classifyCommand = command(
  'npm run classify --',
  'Classifies files, folders and globs with a deployment, several pictures a request. Writes a table, or prints a line a picture.',
)
  .argument('<files...>', 'pictures, folders (with all pictures below them), or globs in quotes')
  .addOption(originOption('--url <address>', 'deployment that answers').default(LOCAL))
  .option('--csv <file>', 'write a table for spreadsheets (RFC 4180)')
  .option('--jsonl <file>', 'write a line of JSON a picture, with the whole answer or problem')
  .option('--resume', 'go on where the files of --csv and --jsonl end: what they have is not asked again', false)
  .option('--force', 'replace the files of --csv and --jsonl', false)
  .option('--model <name>', "model that answers (default: the deployment's)")
  .addOption(
    choiceOption('--engine <name>', `${ENGINE_NAMES.join(' or ')} (default: the deployment's)`, [...ENGINE_NAMES]),
  )
  .addOption(
    numberOption('--top-k <n>', 'classes a picture (default: 5 in files, 1 where lines are printed)', whole(1, 1000)),
  )
  .addOption(choiceOption('--lang <tag>', `language of the labels: ${LANGUAGES.join(' or ')}`, [...LANGUAGES]))
  .option('--labels <list>', 'answer among these classes only, by index or name, with commas between')
  .addOption(numberOption('--min-score <x>', 'below which score an answer is unknown', real(0, 1)))
  .option('--embed', 'add the features of each picture in base64, for similarity search; needs --jsonl', false)
  .addOption(
    numberOption('--shrink <pixels>', 'send JPEGs with this short side where pictures are larger', whole(64, 8192)),
  )
  .option('--key <key>', 'of the deployment; better in EDGELENS_KEY, because others can read command lines')
  .addOption(numberOption('--concurrency <n>', 'requests at a time', whole(1, 64)).default(2))
  .addOption(numberOption('--batch <n>', 'pictures a request', whole(1, MOST_PICTURES)).default(16))
  .addOption(numberOption('--retries <n>', 'how often the same picture is sent again', whole(0, 100)).default(5))
  .addHelpText(
    'after',
    `
Requests that a deployment refuses for a while (429, 503) are sent again when it says. Ctrl-C keeps what was answered.

Ends with 0 when all pictures were answered, with 1 when one was not, with 2 for a wrong command line.

Example:
  npm run classify -- photos --url https://edgelens.example.workers.dev --csv photos.csv`,
  );

type Given = OptionsOf<typeof classifyCommand>;
type Environment = Readonly<Record<string, string | undefined>>;

/** All settings of a classification of files. */
export interface ClassifyOptions extends Readonly<Omit<Given, 'key' | 'topK' | 'shrink'>> {
  readonly key: string | undefined;
  readonly topK: number;
  readonly shrink: number | undefined;
  /** The parameters of each request. */
  readonly query: URLSearchParams;
}

/**
 * Fills in what depends on other options and on the environment.
 * @throws UsageError for options that exclude or need each other
 */
export function completeClassifyOptions(given: Given, env: Environment): ClassifyOptions {
  const { csv, jsonl, resume, force, embed } = given;
  const reject = (wrong: boolean, message: string): void => {
    if (wrong) throw new UsageError(message);
  };
  reject(
    resume && csv === undefined && jsonl === undefined,
    '--resume goes on with a file: name it by --csv or --jsonl',
  );
  reject(resume && force, '--resume keeps what --force would replace: choose one');
  reject(csv !== undefined && csv === jsonl, '--csv and --jsonl name the same file');
  reject(embed && jsonl === undefined, '--embed adds what no table has room for: name a file by --jsonl');
  const topK = given.topK ?? (csv === undefined && jsonl === undefined ? 1 : 5);
  // A workflow sets a secret that it does not have to nothing.
  const [key] = [given.key, env['EDGELENS_KEY']].filter((each) => each !== undefined && each !== '');
  return { ...given, key, topK, shrink: given.shrink, query: queryOf({ ...given, topK }) };
}

function queryOf({ model, engine, topK, lang, labels, minScore, embed }: Given): URLSearchParams {
  const parameters = {
    ...{ model, engine, top_k: topK, lang, labels, min_score: minScore },
    embed: embed ? 'base64' : undefined,
  };
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return new URLSearchParams(given);
}
