import { batchEndSchema, batchItemSchema } from '../../../src/contract/batch.ts';
import type { ModelDescription } from '../../../src/contract/model.ts';
import { defaultEngine } from '../../../src/catalogue/served-files.ts';
import type { Picture } from '../../kit/load/picture.ts';
import type { Checkout } from '../checkout.ts';
import { briefly, type Deployment, type Reply, textOf } from '../deployment.ts';
import { compared, type Finding, notChecked } from '../finding.ts';
import { ASKED_CLASSES, likenessOf } from '../likeness.ts';
import type { References } from '../reference.ts';
import { isSameModel } from './models.ts';

const EXPECTED = 'a line a picture, in their order, with the known answers, and one that says that it is complete';

/** Whether several pictures in one request get the known answers, too. */
export async function checkBatch(
  deployment: Deployment,
  models: readonly ModelDescription[],
  pictures: readonly Picture[],
  checkout: Checkout,
  references: References,
): Promise<Finding[]> {
  const subject = `${pictures.length} pictures in one request`;
  const quickest = models
    .toSorted((a, b) => a.macs - b.macs)
    .flatMap((model) => {
      const known = checkout.models.get(model.name);
      return known !== undefined && isSameModel(model, known.entry) ? [{ model, known }] : [];
    })[0];
  if (quickest === undefined) return [notChecked('batch', subject, EXPECTED, 'this checkout has none of the models')];
  const { model, known } = quickest;
  // What `lite` leaves out is not listed.
  const engine = model.engines[0]?.name ?? defaultEngine(known.entry);
  const images = pictures.map(({ name, bytes }) => ({ id: name, data: Buffer.from(bytes).toString('base64') }));
  const query = new URLSearchParams({ model: model.name, engine, top_k: String(ASKED_CLASSES) });
  const reply = await deployment.ask(`/v1/classify/batch?${query.toString()}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/x-ndjson' },
    body: JSON.stringify({ images }),
  });
  const { items, faults } = readLines(reply, pictures);
  for (const [place, picture] of pictures.entries()) {
    const predictions = items[place]?.answer?.predictions;
    if (predictions === undefined) continue;
    const { faults: differences } = likenessOf(predictions, await references.of(known, engine, picture));
    faults.push(...differences.map((fault) => `${picture.name}: ${fault}`));
  }
  const isRight = faults.length === 0;
  return [compared('batch', subject, { isRight, expected: EXPECTED, seen: isRight ? 'the same' : faults.join('; ') })];
}

type Item = ReturnType<typeof batchItemSchema.parse>;

function readLines(reply: Reply, pictures: readonly Picture[]): { items: readonly Item[]; faults: string[] } {
  if (reply.status !== 200) return { items: [], faults: [briefly(reply)] };
  const lines = textOf(reply).trimEnd().split('\n');
  const end = batchEndSchema.safeParse(parse(lines.pop() ?? ''));
  const items = lines.flatMap((line) => batchItemSchema.safeParse(parse(line)).data ?? []);
  const faults: string[] = [];
  if (end.data?.complete !== true) faults.push('the last line does not say that it is complete');
  if (items.length !== pictures.length) faults.push(`${items.length} lines with answers`);
  for (const [place, { index, id, problem }] of items.entries()) {
    if (index !== place || id !== pictures[place]?.name)
      faults.push(`line ${place} is of picture ${index}, ${id ?? ''}`);
    if (problem !== null) faults.push(`line ${place} has the problem ${problem.type}`);
  }
  return { items, faults };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
