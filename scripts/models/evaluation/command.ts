import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { Failure } from '../../kit/failure.ts';
import { openEngine, readModelFiles } from '../onnx/runtime.ts';
import { layOut } from '../../kit/table.ts';
import { findEntry, readLabels, readManifest, type Terminal } from '../workspace.ts';
import { accuracyFigures, percentOf, recordAccuracy, recordMeasured, now } from './accuracy-record.ts';
import { evaluate } from './evaluation.ts';
import { readLabelledPictures } from './labelled-pictures.ts';
import { pictureBar } from './picture-bar.ts';
import { evaluateOnSamePictures } from './same-pictures.ts';

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

/**
 * `npm run models -- evaluate --all`: all models that have the classes of the default one, on the same pictures, so that
 * their accuracies can stand in one column. What is recorded replaces accuracies and agreements on other pictures.
 *
 * @throws Failure when the pictures are not there
 */
export async function evaluateAllCommand(
  { workspace, print }: Terminal,
  { data, record }: Pick<EvaluateArguments, 'data' | 'record'>,
): Promise<void> {
  const { models } = await readManifest(workspace);
  const [first] = models;
  const compared = models.filter(({ classes }) => classes.file === first?.classes.file);
  if (first === undefined) throw new Failure('models/manifest.json has no model');
  const pictures = await readLabelledPictures(data, await readLabels(workspace, first));
  const engine = await openEngine();
  for (const entry of compared) await engine.load(entry, await readModelFiles(workspace, entry));

  const bar = pictureBar(pictures.length);
  const result = await evaluateOnSamePictures(engine, compared, pictures, bar.update);
  bar.stop();

  const command = `npm run models -- evaluate --all --data DIR --record '${record ?? ''}'`;
  const rows = result.models.map(({ model, accuracy, agreement, temperature: fitted }) => {
    const figures = accuracyFigures(accuracy, record ?? '', result.pictures);
    const interval = ([low, high]: readonly [number, number]): string => `[${low.toFixed(1)}, ${high.toFixed(1)}]`;
    return [
      model.name,
      percent(accuracy.top1),
      interval(figures.top1_interval),
      percent(accuracy.top5),
      interval(figures.top5_interval),
      ...(fitted === null
        ? ['-', '-']
        : [
            fitted.temperature.toFixed(3),
            `${fitted.figures.error.toFixed(1)} % (${fitted.figures.error_at_1.toFixed(1)} %)`,
          ]),
      agreement === null ? '-' : percent(agreement),
    ];
  });
  const head = [
    ...['model', 'top-1', '95 %', 'top-5', '95 %', 'temperature'],
    ...['calibration error (at 1)', 'agrees with its fp32 model'],
  ];
  print(`${result.pictures} pictures, the same for all models`);
  print(layOut(head, rows).join('\n'));
  print('Temperatures are fitted on every second picture; calibration errors are of the others.');
  for (const { path, reason } of result.skipped) print(`  left out: ${path}: ${reason}`);
  if (record === undefined) return;
  for (const { model, accuracy, agreement, temperature: fitted } of result.models) {
    const change = (measured: NonNullable<ModelEntry['measured']>): typeof measured => ({
      ...measured,
      accuracy: [{ ...accuracyFigures(accuracy, record, result.pictures), command }],
      ...(fitted !== null && { calibration: { pictures: record, ...fitted.figures, ...now(), command } }),
      ...(model.variant !== undefined &&
        agreement !== null && {
          agreement: {
            with: model.variant.of,
            pictures: record,
            count: result.pictures,
            top1: percentOf(agreement),
            ...now(),
            command,
          },
        }),
    });
    await recordMeasured(workspace, model.name, change, fitted?.temperature);
  }
  print('written to models/manifest.json');
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}
