import { enginesOf, modelBytes } from '../../../src/catalogue/served-files.ts';
import type { Candidate } from '../../../src/catalogue/advice/candidate.ts';
import { listCandidates } from '../../../src/catalogue/advice/candidates.ts';
import { paretoChart } from '../../../src/web/charts/pareto.ts';
import { noteMessages } from '../../../src/i18n/advice/notes.ts';
import { COLUMNS, tableRows } from '../../../src/web/pages/advice/rows.ts';
import { formatParts } from '../../../src/i18n/message.ts';
import { english as t } from '../../../src/i18n/english.ts';
import { Failure } from '../../kit/failure.ts';
import { readCandidateFigures } from '../candidate-figures.ts';
import { readCatalogue } from '../catalogue/catalogue.ts';
import { originOf } from '../catalogue/registration.ts';
import { readManifest, type Workspace } from '../workspace.ts';

/** A document has its table between these lines. */
const [BEGIN, END] = ['<!-- four axes: `npm run models -- advice` writes this table -->', '<!-- four axes: end -->'];

/** What the documentation shows of the candidates. */
interface AdviceDocuments {
  /** An SVG document. */
  readonly chart: string;
  /** The table with its notes, in Markdown. */
  readonly table: string;
}

/**
 * Draws the chart and the table of all candidates from `models/manifest.json`, `models/candidates.json` and
 * `models/catalogue.json`.
 *
 * @throws Failure when one of them is missing or damaged
 */
export async function drawAdvice(workspace: Workspace): Promise<AdviceDocuments> {
  const candidates = await readCandidates(workspace);
  return { chart: paretoChart(candidates, t), table: candidateTable(candidates) };
}

/**
 * Puts the table into a document.
 *
 * @param name Name of the document in messages.
 * @throws Failure when the document has no place for it
 */
export function withTable(document: string, table: string, name: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Failure(`${name} has no lines "${BEGIN}" and "${END}" to write between`);
  return `${document.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${document.slice(end)}`;
}

async function readCandidates(workspace: Workspace): Promise<Candidate[]> {
  const manifest = await readManifest(workspace);
  const { sources } = manifest;
  const shipped = manifest.models.filter((model) => originOf(manifest, model) === 'shipped');
  return listCandidates({
    // The documentation leaves out models that were trained or added on this machine.
    models: manifest.models.filter(
      (model) => shipped.includes(model) || shipped.some(({ name }) => name === model.variant?.of),
    ),
    sourceOf: ({ source }) => {
      const found = sources[source];
      if (found === undefined) throw new Failure(`models/manifest.json has no source "${source}"`);
      return found;
    },
    enginesOf,
    bytesOf: modelBytes,
    figures: await readCandidateFigures(workspace),
    catalogue: await readCatalogue(workspace),
  });
}

function candidateTable(candidates: readonly Candidate[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(COLUMNS.map(({ name }) => uncapitalised(t(`advice.column.${name}`)))),
    line(COLUMNS.map(({ numeric }) => (numeric ? '---:' : '---'))),
    ...tableRows(t, candidates).map(({ cells: [name = '', ...cells] }) => line([`\`${name}\``, ...cells])),
    '',
    ...noteMessages(t, candidates).map((note) => `- ${formatParts(t, note, marked).join('')}`),
  ].join('\n');
}

const uncapitalised = (title: string): string => title.charAt(0).toLowerCase() + title.slice(1);

const marked = (text: string, kind: 'command' | 'name'): string => (kind === 'command' ? `\`${text}\`` : text);
