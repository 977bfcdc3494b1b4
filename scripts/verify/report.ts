import { alignColumns, layOut, markdownTable, mebibytes, milliseconds } from '../kit/table.ts';
import { CHECKS, type Finding } from './finding.ts';
import type { StartFigures } from './starts.ts';
import type { Verification } from './verification.ts';

/** What no answer of a deployment tells, whatever is asked. */
const UNKNOWN_FROM_OUTSIDE = [
  'the CPU time that Cloudflare counts, and whether it stays below its limits (`npx wrangler tail --format json` shows it)',
  "the memory of the isolate that the Worker does not count itself: JavaScript's heap and compiled code",
  'other data centres and other isolates than those that answered here',
  'secrets, and variables that show in no answer; whether logs and traces are kept',
];

/** What is not known either unless it was asked for. */
const UNKNOWN_UNLESS: readonly (readonly [(verification: Verification) => boolean, string])[] = [
  [isUnchecked('clocks'), 'whether the times below that the deployment tells are true (its clocks were not judged)'],
  [isUnchecked('limits'), 'whether too many requests are refused (`--flood` tries it)'],
  [
    isUnchecked('version'),
    'which version gave which answer: `/healthz` tells only its own (with `--expect-version` the ledger has to have counted answers of that one)',
  ],
  [({ coldOnDemand }) => !coldOnDemand, 'what a cold start takes, beyond those that were seen'],
];

/** The findings as text for a terminal. */
export function verificationReport(verification: Verification): string {
  const { origin, findings, starts } = verification;
  return [
    `${origin}, compared with commit ${verification.checkout}`,
    ...facts(verification),
    '',
    ...layOut(['check', 'passed', 'failed', 'not checked'], countRows(findings)),
    ...listed('FAILED', findings, 'failed', ({ expected, seen }) => [
      `    expected  ${expected}`,
      `    seen      ${seen}`,
    ]),
    ...listed('NOT CHECKED', findings, 'not checked', ({ reason }) => [`    ${reason ?? ''}`]),
    ...(starts.length === 0 ? [] : ['', ...layOut(START_HEAD, startRows(verification)), START_NOTE]),
    '',
    conclusion(verification),
  ].join('\n');
}

/** The same in Markdown, to be put into an issue or beside a release. */
export function markdownReport(verification: Verification): string {
  const { origin, date, checkout, findings, starts } = verification;
  const details = (wanted: Finding['verdict']): string[][] =>
    findings
      .filter(({ verdict }) => verdict === wanted)
      .map(({ check, subject, expected, seen, reason }) => [check, subject, expected, seen, reason ?? ''].map(cell));
  const failed = details('failed').map((row) => row.slice(0, 4));
  const unchecked = details('not checked').map(([check = '', subject = '', , , reason = '']) => [
    check,
    subject,
    reason,
  ]);
  const passed = details('passed').map((row) => row.slice(0, 4));
  const section = (
    title: string,
    head: readonly string[],
    rows: readonly (readonly string[])[],
    texts = head.length,
  ): string[] => (rows.length === 0 ? [] : ['', `## ${title}`, '', ...markdownTable(head, rows, texts)]);
  const unknown = UNKNOWN_UNLESS.filter(([applies]) => applies(verification)).map(([, sentence]) => sentence);
  return [
    `# ${origin}: ${verification.passed ? 'passed' : 'failed'}`,
    '',
    `${conclusion(verification)} ${date}, compared with commit ${checkout}, by \`npm run verify\`.`,
    '',
    ...facts(verification).map((fact) => `- ${fact}`),
    '',
    ...markdownTable(['check', 'passed', 'failed', 'not checked'], countRows(findings)),
    ...section('Failed', ['check', 'of what', 'expected', 'seen'], failed),
    ...section('Not checked', ['check', 'of what', 'why'], unchecked),
    ...section('What answers took, in ms', START_HEAD, starts.length === 0 ? [] : startRows(verification), 2),
    ...(starts.length === 0 ? [] : ['', START_NOTE]),
    ...section('Passed', ['check', 'of what', 'expected', 'seen'], passed),
    '',
    '## What cannot be known from outside',
    '',
    ...[...unknown, ...UNKNOWN_FROM_OUTSIDE].map((sentence) => `- ${sentence}`),
    '',
  ].join('\n');
}

const START_HEAD = ['', 'start', 'answers', 'here', 'told', 'load', 'infer'];
const START_NOTE =
  'Medians in ms. here: at this machine, network included; told, load and infer: as the answers tell them. No verdict depends on them.';

function startRows({ starts }: Verification): string[][] {
  const row = (subject: string, kind: string, figures: StartFigures | null): string[][] =>
    figures === null
      ? []
      : [[subject, kind, String(figures.count), ...timesOf(figures).map((time) => milliseconds(time))]];
  return starts.flatMap(({ subject, cold, warm }) => [...row(subject, 'cold', cold), ...row(subject, 'warm', warm)]);
}

function timesOf({ client, total, load, infer }: StartFigures): number[] {
  return [client, total, load, infer];
}

function facts({ versions, locations, isolates, received_bytes }: Verification): string[] {
  return [
    ...(versions === '' ? [] : [`version: ${versions}`]),
    `data centre: ${locations.length === 0 ? 'not told (no CF-Ray)' : locations.join(', ')}`,
    ...(isolates === 0 ? [] : [`isolates that answered: ${isolates}`]),
    `loaded: ${mebibytes(received_bytes)} MiB`,
  ];
}

function countRows(findings: readonly Finding[]): string[][] {
  const count = (check: string, wanted: Finding['verdict']): string =>
    String(findings.filter((finding) => finding.check === check && finding.verdict === wanted).length);
  return CHECKS.filter((check) => findings.some((finding) => finding.check === check)).map((check) => [
    check,
    count(check, 'passed'),
    count(check, 'failed'),
    count(check, 'not checked'),
  ]);
}

function listed(
  title: string,
  findings: readonly Finding[],
  wanted: Finding['verdict'],
  detail: (finding: Finding) => readonly string[],
): string[] {
  const own = findings.filter(({ verdict }) => verdict === wanted);
  if (own.length === 0) return [];
  return [
    '',
    title,
    ...own.flatMap((finding) => [...alignColumns([[`  ${finding.check}`, finding.subject]]), ...detail(finding)]),
  ];
}

function conclusion({ passed, findings }: Verification): string {
  const count = (wanted: Finding['verdict']): number => findings.filter(({ verdict }) => verdict === wanted).length;
  return `${passed ? 'PASSED' : 'FAILED'}: ${count('passed')} passed, ${count('failed')} failed, ${count('not checked')} not checked.`;
}

function isUnchecked(check: Finding['check']): (verification: Verification) => boolean {
  return ({ findings }) =>
    findings.some((finding) => finding.check === check && finding.verdict === 'not checked') ||
    !findings.some((finding) => finding.check === check);
}

/** What a table of Markdown would take for its own. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
