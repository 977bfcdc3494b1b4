import { enginesOf } from '../../../src/catalogue/served-files.ts';
import { reasonOf } from '../../kit/failure.ts';
import type { Checkout } from '../checkout.ts';
import { compared, type Finding, notChecked } from '../finding.ts';
import { inWords, likenessOf, referenceInWords } from '../likeness.ts';
import { type Answered, type Answers, type Contender, nameOf } from '../questions.ts';
import type { Reference, References } from '../reference.ts';
import { isSameModel } from './models.ts';

/** Whether each model gives the known answers to the known pictures in each of its engines, however it was started. */
export async function checkAnswers(
  all: readonly Answers[],
  checkout: Checkout,
  references: References,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { contender, answered } of all) {
    const pictures = new Set(answered.map(({ picture }) => picture));
    for (const picture of pictures) {
      const own = answered.filter((answer) => answer.picture === picture);
      findings.push(await checkPicture(contender, own, checkout, references));
    }
  }
  return findings;
}

/** @param answered all to the same picture */
async function checkPicture(
  contender: Contender,
  answered: readonly Answered[],
  checkout: Checkout,
  references: References,
): Promise<Finding> {
  const { model, engine } = contender;
  const [first] = answered;
  const subject = `${nameOf(contender)}, ${first?.picture.name ?? ''}`;
  const fault = answered.find((answer) => answer.fault !== '')?.fault;
  if (fault !== undefined || first === undefined) {
    return compared('answers', subject, { isRight: false, expected: 'an answer', seen: fault ?? 'none' });
  }
  const known = checkout.models.get(model.name);
  const why =
    known === undefined
      ? 'this checkout does not have the model'
      : !enginesOf(known.entry).includes(engine)
        ? `this checkout does not run the model in ${engine}`
        : !isSameModel(model, known.entry)
          ? 'the model is another one than that of this checkout'
          : undefined;
  if (known === undefined || why !== undefined) {
    return notChecked('answers', subject, 'a known answer', why ?? '');
  }
  let reference: Reference;
  try {
    reference = await references.of(known, engine, first.picture);
  } catch (error) {
    return notChecked('answers', subject, 'a known answer', `it cannot be computed here: ${reasonOf(error)}`);
  }
  return judge(subject, contender, answered, reference);
}

function judge(
  subject: string,
  { model, engine }: Contender,
  answered: readonly Answered[],
  reference: Reference,
): Finding {
  const faults = new Set<string>();
  let largest = 0;
  for (const { classification, picture } of answered) {
    if (classification === undefined) continue;
    const likeness = likenessOf(classification.predictions, reference);
    largest = Math.max(largest, likeness.difference);
    for (const fault of likeness.faults) faults.add(fault);
    if (classification.model !== model.name) faults.add(`${classification.model} answered`);
    if (classification.engine !== engine) faults.add(`${classification.engine} ran it`);
    if (classification.photo.bytes !== picture.bytes.byteLength) faults.add('it saw another picture');
    const bytes = model.engines.find(({ name }) => name === engine)?.bytes;
    if (classification.model_bytes !== bytes) faults.add(`model_bytes is ${classification.model_bytes}`);
  }
  const told = inWords(answered[0]?.classification?.predictions ?? []);
  return compared('answers', subject, {
    isRight: faults.size === 0,
    expected: referenceInWords(reference),
    seen: faults.size === 0 ? `${told}, off by ${(100 * largest).toPrecision(1)} % at most` : [...faults].join('; '),
  });
}
