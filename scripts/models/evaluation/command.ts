import { Failure } from '../../kit/failure.ts';
import { openEngine, readModelFiles } from '../onnx/runtime.ts';
import { findEntry, readLabels, type Terminal } from '../workspace.ts';
import { accuracyFigures, recordAccuracy } from './accuracy-record.ts';
import { evaluate } from './evaluation.ts';
import { readLabelledPictures } from './labelled-pictures.ts';
import { pictureBar } from './picture-bar.ts';

interface EvaluateArguments {
  readonly model: string;
  readonly data: string;
  readonly other?: string;
  /** What the pictures are, in words; writes the accuracy into the manifest. */
  readonly record?: string;
}

/**
 * `npm run models -- evaluate`.
 *
 * @throws Failure when a model or the pictures are not there, or the two models know different classes
 */
export async function evaluateCommand(
  { workspace, print }: Terminal,
  { model: name, data, other: otherName, record }: EvaluateArguments,
): Promise<void> {
  const model = await findEntry(workspace, name);
  const other = otherName === undefined ? undefined : await findEntry(workspace, otherName);
  const labels = await readLabels(workspace, model);
  if (other && (await readLabels(workspace, other)).join('\n') !== labels.join('\n')) {
    throw new Failure(`${model.name} and ${other.name} know different classes, so their answers cannot agree`);
  }
  const pictures = await readLabelledPictures(data, labels);
  const engine = await openEngine();
  for (const entry of other ? [model, other] : [model])
    await engine.load(entry, await readModelFiles(workspace, entry));

  const bar = pictureBar(pictures.length);
  const result = await evaluate(engine, model, pictures, other, bar.update);
  bar.stop();

  const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
  print(`${model.name} on ${result.pictures} pictures`);
  if (result.accuracy) {
    print(`  top-1              ${percent(result.accuracy.top1)}`);
    print(`  top-5              ${percent(result.accuracy.top5)}`);
    print(`  calibration error  ${percent(result.accuracy.calibrationError)} (15 bins)`);
  }
  if (other && result.agreement !== undefined) {
    print(`  agreement          ${percent(result.agreement)} with the first answers of ${other.name}`);
  }
  for (const { path, reason } of result.skipped) print(`  left out: ${path}: ${reason}`);
  if (record !== undefined && result.accuracy) {
    await recordAccuracy(workspace, model.name, {
      ...accuracyFigures(result.accuracy, record, result.pictures),
      command: `npm run models -- evaluate --model ${model.name} --data DIR --record '${record}'`,
    });
    print('  written to models/manifest.json');
  }
}
