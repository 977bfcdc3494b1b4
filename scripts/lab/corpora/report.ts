import { layOut } from '../../kit/table.ts';
import type { Outcome } from './campaign.ts';

/** Mean differences above this are listed, in 1/255: decoders round, scale and convert colours differently by less. */
const LIMIT = 2;

/** Statuses with a column of their own; what is none of them stands under `other`. */
const STATUSES = [200, 408, 413, 415, 422] as const;

/** All that a campaign showed: a table by corpus, why files were refused, and lists of those worth a look. */
export function corporaReport(outcomes: readonly Outcome[]): string {
  const corpora = [...Map.groupBy(outcomes, ({ corpus }) => corpus)];
  const all = corpora.length > 1 ? [['all', outcomes] as const] : [];
  return [
    'What was answered',
    ...layOut(
      ['', 'files', ...STATUSES.map(String), 'other', '5xx', 'no answer'],
      [...corpora, ...all].map(([name, members]) => [name, ...statusCells(members).map(String)]),
    ),
    '',
    ...problems(corpora),
    'Pictures that both read, and their mean difference to libvips in 1/255',
    ...layOut(
      ['', 'compared', 'mean', 'largest', `above ${LIMIT}`],
      [...corpora, ...all].map(([name, members]) => [name, ...differenceCells(members)]),
    ),
    '',
    ...list(`above ${LIMIT}/255`, outcomes, farApart, true),
    ...list('libvips reads it, the Worker refuses it', outcomes, onlyLibvips),
    ...list('the Worker reads it, libvips refuses it', outcomes, onlyWorker),
    ...list('failed', outcomes, ({ failure }) => failure ?? undefined),
    ...(outcomes.some(({ failure }) => failure !== null) ? [] : ['None failed.']),
  ].join('\n');
}

function statusCells(outcomes: readonly Outcome[]): number[] {
  const statuses = outcomes.map(({ answer }) => answer.status);
  const count = (is: (status: number) => boolean): number =>
    statuses.filter((status) => status !== null && is(status)).length;
  const own: readonly number[] = STATUSES;
  return [
    statuses.length,
    ...STATUSES.map((wanted) => count((status) => status === wanted)),
    count((status) => status < 500 && !own.includes(status)),
    count((status) => status >= 500),
    statuses.filter((status) => status === null).length,
  ];
}

/** The kinds of problems behind the refusals, most frequent first. */
function problems(corpora: readonly (readonly [string, readonly Outcome[]])[]): string[] {
  const rows = corpora.flatMap(([name, outcomes]) => {
    const refused = outcomes.filter(({ answer }) => answer.status !== null && answer.status !== 200);
    const kinds = [...Map.groupBy(refused, ({ answer }) => `${answer.status ?? ''} ${answer.problem ?? 'no problem'}`)];
    return kinds
      .sort(([, a], [, b]) => b.length - a.length)
      .map(([kind, members]) => `  ${name}: ${members.length} x ${kind}`);
  });
  return rows.length === 0 ? [] : ['Why files were refused', ...rows, ''];
}

function differenceCells(outcomes: readonly Outcome[]): string[] {
  const differences = outcomes.flatMap(({ comparison }) => (comparison.verdict === 'both read' ? [comparison.by] : []));
  if (differences.length === 0) return ['0', '-', '-', '0'];
  const mean = differences.reduce((sum, by) => sum + by, 0) / differences.length;
  return [
    String(differences.length),
    mean.toFixed(2),
    Math.max(...differences).toFixed(2),
    String(differences.filter((by) => by > LIMIT).length),
  ];
}

function list(
  title: string,
  outcomes: readonly Outcome[],
  describe: (outcome: Outcome) => string | undefined,
  byDifference = false,
): string[] {
  const found = outcomes.flatMap((outcome) => {
    const [line] = (describe(outcome) ?? '').split('\n');
    return line === undefined || line === '' ? [] : [{ outcome, line: `  ${outcome.name}: ${line}` }];
  });
  if (found.length === 0) return [];
  if (byDifference) found.sort((a, b) => differenceOf(b.outcome) - differenceOf(a.outcome));
  return [`${found.length} ${title}:`, ...found.map(({ line }) => line), ''];
}

const differenceOf = ({ comparison }: Outcome): number => (comparison.verdict === 'both read' ? comparison.by : 0);

function farApart({ comparison }: Outcome): string | undefined {
  if (comparison.verdict !== 'both read' || comparison.by <= LIMIT) return undefined;
  return [comparison.by.toFixed(2), ...comparison.notes].join(', ');
}

function onlyLibvips({ answer, comparison }: Outcome): string | undefined {
  if (comparison.verdict !== 'only libvips') return undefined;
  const reason = `${answer.status ?? 'no answer'} ${answer.problem ?? ''}`.trim();
  return `${reason}${comparison.faulty ? ', libvips warns' : ''}: ${answer.detail ?? ''}`;
}

function onlyWorker({ comparison }: Outcome): string | undefined {
  return comparison.verdict === 'only the Worker' ? comparison.message : undefined;
}
