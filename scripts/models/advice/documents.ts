import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { candidatesSchema } from '../../../src/catalogue/candidates.ts';
import { catalogueSchema } from '../../../src/catalogue/catalogue.ts';
import { enginesOf, servedFiles } from '../../../src/catalogue/manifest.ts';
import { type ModelOption, optionsOf } from '../../../src/catalogue/advice/options.ts';
import { paretoChart } from '../../../src/web/charts/pareto.ts';
import { notesOf } from '../../../src/i18n/advice/notes.ts';
import { COLUMNS, rowsOf } from '../../../src/web/advice/rows.ts';
import { spell } from '../../../src/i18n/advice/saying.ts';
import { sayFor } from '../../../src/i18n/languages.ts';
import { Failure, isCode } from '../../kit/failure.ts';
import { originOf } from '../catalogue/registration.ts';
import { readManifest, type Workspace } from '../workspace.ts';

/** Between these lines of a document the table is written. */
const [BEGIN, END] = ['<!-- four axes: `npm run models -- choice` writes this table -->', '<!-- four axes: end -->'];

/** The documentation is English. */
const say = sayFor('en');

/** What a command draws for the documentation. */
interface Choice {
  /** An SVG document. */
  readonly chart: string;
  /** The table with its notes, in Markdown. */
  readonly table: string;
}

/**
 * Draws what there is to choose from, out of `models/manifest.json`, `models/candidates.json` and
 * `models/catalogue.json`.
 *
 * @throws Failure when one of them is missing or damaged
 */
export async function choiceOf(workspace: Workspace): Promise<Choice> {
  const options = await readOptions(workspace);
  return { chart: paretoChart(options, say), table: tableOf(options) };
}

/**
 * A document with the table in its place.
 *
 * @param name What to call the document in messages.
 * @throws Failure when it has no such place
 */
export function withTable(document: string, table: string, name: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Failure(`${name} has no lines "${BEGIN}" and "${END}" to write between`);
  return `${document.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${document.slice(end)}`;
}

async function readOptions(workspace: Workspace): Promise<ModelOption[]> {
  const manifest = await readManifest(workspace);
  const { sources } = manifest;
  const shipped = manifest.models.filter((model) => originOf(manifest, model) === 'shipped');
  return optionsOf({
    // What somebody has trained or added is no matter of the project's documentation.
    models: manifest.models.filter(
      (model) => shipped.includes(model) || shipped.some(({ name }) => name === model.variant?.of),
    ),
    sourceOf: ({ source }) => {
      const found = sources[source];
      if (found === undefined) throw new Failure(`models/manifest.json has no source "${source}"`);
      return found;
    },
    enginesOf,
    bytesOf: (model) => servedFiles(model, 'onnxruntime').reduce((sum, { bytes }) => sum + bytes, 0),
    candidates: await readData(workspace, 'candidates.json', candidatesSchema),
    catalogue: await readData(workspace, 'catalogue.json', catalogueSchema),
  });
}

async function readData<Value>({ models }: Workspace, file: string, schema: z.ZodType<Value>): Promise<Value> {
  let text: string;
  try {
    text = await readFile(join(models, file), 'utf8');
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
    throw new Failure(`models/${file} is missing`);
  }
  const parsed = schema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Failure(`models/${file} is not valid: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function tableOf(options: readonly ModelOption[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(COLUMNS.map(({ name }) => uncapitalised(say(`choice.column.${name}`)))),
    line(COLUMNS.map(({ numeric }) => (numeric ? '---:' : '---'))),
    ...rowsOf(say, options).map(({ cells: [name = '', ...cells] }) => line([`\`${name}\``, ...cells])),
    '',
    ...notesOf(say, options).map((note) => `- ${spell(say, note, marked).join('')}`),
  ].join('\n');
}

const uncapitalised = (title: string): string => title.charAt(0).toLowerCase() + title.slice(1);

const marked = (text: string, kind: 'command' | 'name'): string => (kind === 'command' ? `\`${text}\`` : text);
