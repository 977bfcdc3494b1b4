import type { Candidate } from '../../catalogue/advice/candidate.ts';
import { FREE_CPU_MS, PRICES } from '../../catalogue/advice/price.ts';
import { formatText, type Message } from '../message.ts';
import { formatDollars } from '../numbers.ts';
import type { TextKey, Translator } from '../texts.ts';

/** Where the figures of the table come from, a sentence or two for each column. */
export function noteMessages(t: Translator<TextKey>, candidates: readonly Candidate[]): Message[] {
  // Many models share a sentence.
  const notes = [...candidates.flatMap((candidate) => notesOnOne(candidate, candidates)), ...priceNotes(t, candidates)];
  return [...new Map(notes.map((note) => [formatText(t, note), note])).values()];
}

/** What the prices are made of, and what the Free plan allows. */
function priceNotes(t: Translator<TextKey>, candidates: readonly Candidate[]): Message[] {
  const priced = candidates.filter(({ price }) => price !== null);
  if (priced.length === 0) return [];
  const free = priced.filter(({ price }) => price?.free_plan === true).map(({ name }) => name);
  const { requests, cpu_ms, ledger, logs, date, source } = PRICES;
  const dollars = (amount: number): string => formatDollars(t, amount);
  return [
    {
      key: 'advice.note.price',
      names: { source },
      values: {
        ...{ requests: dollars(requests), cpu: dollars(cpu_ms), ledger: dollars(ledger), logs: dollars(logs), date },
      },
    },
    ...priced.flatMap(({ price, priced: evidence }): Message[] => {
      if (price === null || evidence === null) return [];
      const { machine, command, date } = evidence;
      const key = price.whole ? 'advice.note.price.whole' : 'advice.note.price.least';
      return [{ key, names: { machine }, command, values: { date } }];
    }),
    {
      key: 'advice.note.free',
      names: free.length === 0 ? {} : { names: free.join(', ') },
      values: { allowed: FREE_CPU_MS, names: t('advice.note.free.none') },
    },
  ];
}

function notesOnOne(
  {
    name,
    architecture,
    published,
    own_accuracy,
    latency,
    explainability,
    anchor,
    distilled_from,
    variant_of,
  }: Candidate,
  candidates: readonly Candidate[],
): Message[] {
  const notes: Message[] = [];
  if (anchor !== null && anchor.name !== variant_of) {
    notes.push({
      key: 'advice.note.ranked',
      names: { anchor: anchor.name, of: anchor.of },
      values: { top1: anchor.top1 },
    });
  }
  if (variant_of === null && published !== null && published.of !== name) {
    const { of, top1 } = published;
    const command = `npm run models -- add timm/${of}`;
    notes.push({ key: 'advice.note.other', names: { name, of }, command, values: { top1 } });
  }
  if (published?.source) {
    const { title, date, url } = published.source;
    notes.push({ key: 'advice.note.published', names: { source: date === null ? title : `${title}, ${date}`, url } });
  }
  const real = candidates.find((other) => other.architecture === architecture && other.published?.of === other.name);
  if (variant_of === null && distilled_from !== null && real !== undefined) {
    const names = { name, of: real.name, teacher: distilled_from };
    notes.push({ key: 'advice.note.distilled', names, command: `npm run models -- add timm/${real.name}`, values: {} });
  }
  for (const { pictures, count, command, date } of own_accuracy.slice(-1)) {
    notes.push({ key: 'advice.note.measured', names: { pictures }, command, values: { count, date } });
  }
  if (latency !== null) {
    const { machine, command, date } = latency;
    notes.push({ key: 'advice.note.latency', names: { machine }, command, values: { date } });
  }
  if (explainability !== null) {
    const { pictures, command, date } = explainability;
    notes.push({ key: 'advice.note.maps', names: { pictures }, command, values: { date } });
  }
  return notes;
}
