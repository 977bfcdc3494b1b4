import type { Measured } from '../../../src/contract/measured.ts';
import { Failure } from '../../kit/failure.ts';
import { openModels } from '../onnx/runtime.ts';
import { layOut } from '../../kit/table.ts';
import { findAtHand, modelsAtHand } from '../published/at-hand.ts';
import { haveReady } from '../ready.ts';
import { readLabels, type Terminal } from '../workspace.ts';
import { accuracyFigures, percentOf, recordAccuracy, recordMeasured, now } from './accuracy-record.ts';
import { evaluate } from './evaluation.ts';
import { fitScores, fittedFigures, fittedValues } from './fitted-scores.ts';
import { readLabelledPictures } from './labelled-pictures.ts';
import { pictureBar } from './picture-bar.ts';
import { evaluateOnSamePictures } from './same-pictures.ts';
import { readSharedLabels } from './shared-labels.ts';
import { thresholdReport } from './threshold-report.ts';

interface EvaluateArguments {
  readonly model: string;
  readonly data: string;
  readonly other?: string;
  /** What the pictures are, in words; writes the accuracy, and what was fitted on them, into the manifest. */
  readonly record?: string;
}

/**
 * `npm run models -- evaluate`.
 *
 * @throws Failure when a model or the pictures are not there, or the two models know different classes
 */
export async function evaluateCommand(
  { workspace, print, note }: Terminal,
  { model: name, data, other: otherName, record }: EvaluateArguments,
): Promise<void> {
  const first = await findAtHand(workspace, name);
  const second = otherName === undefined ? undefined : await findAtHand(workspace, otherName);
  const [model, other] = [first.entry, second?.entry];
  const models = second ? [first, second] : [first];
  const pictures = await readLabelledPictures(data, await readSharedLabels(models, 'their answers cannot agree'));
  await haveReady(models, note);
  const engine = await openModels(models);

  const bar = pictureBar(pictures.length);
  const result = await evaluate(engine, model, pictures, other, bar.update);
  bar.stop();

  print(`${model.name} on ${result.pictures} pictures`);
  if (result.accuracy) {
    print(`  top-1              ${percent(result.accuracy.top1)}`);
    print(`  top-5              ${percent(result.accuracy.top5)}`);
    print(`  calibration error  ${percent(result.accuracy.calibrationError)} (15 bins)`);
  }
  const fitted = await fitScores(engine, model, result.answers);
  if (fitted !== null) {
    const { temperature, figures } = fitted.temperature;
    print(`  temperature        ${temperature.toFixed(3)}, with a calibration error of ${figures.error.toFixed(1)} %`);
  }
  if (other && result.agreement !== undefined) {
    print(`  agreement          ${percent(result.agreement)} with the first answers of ${other.name}`);
  }
  for (const { path, reason } of result.skipped) print(`  left out: ${path}: ${reason}`);
  for (const line of thresholdReport([{ model, fitted }])) print(line);
  if (record !== undefined && result.accuracy) {
    const command = `npm run models -- evaluate --model ${model.name} --data DIR --record '${record}'`;
    const figures = { ...accuracyFigures(result.accuracy, record, result.pictures), command };
    await recordAccuracy(first.workspace, model.name, figures);
    if (fitted !== null) {
      const change = (measured: Measured): Measured => ({
        ...measured,
        calibration: fittedFigures(fitted, record, command),
      });
      await recordMeasured(first.workspace, model.name, change, fittedValues(fitted));
    }
    print('  written to models/manifest.json');
  }
}

/**
 * `npm run models -- evaluate --all`: all models that have the classes of the default one, those that were fetched
 * among them, on the same pictures, so that
 * their accuracies can stand in one column. What is recorded replaces accuracies and agreements on other pictures.
 *
 * @throws Failure when the pictures are not there
 */
export async function evaluateAllCommand(
  { workspace, print, note }: Terminal,
  { data, record }: Pick<EvaluateArguments, 'data' | 'record'>,
): Promise<void> {
  const models = await modelsAtHand(workspace);
  const first = models[0]?.entry;
  const atHand = models.filter(({ entry }) => entry.classes.file === first?.classes.file);
  const compared = atHand.map(({ entry }) => entry);
  if (first === undefined) throw new Failure('models/manifest.json has no model');
  const pictures = await readLabelledPictures(data, await readLabels(workspace, first));
  await haveReady(atHand, note);
  const engine = await openModels(atHand);

  const bar = pictureBar(pictures.length);
  const result = await evaluateOnSamePictures(engine, compared, pictures, bar.update);
  bar.stop();

  const command = `npm run models -- evaluate --all --data DIR --record '${record ?? ''}'`;
  const rows = result.models.map(({ model, accuracy, agreement, fitted }) => {
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
            fitted.temperature.temperature.toFixed(3),
            `${fitted.temperature.figures.error.toFixed(1)} % (${fitted.temperature.figures.error_at_1.toFixed(1)} %)`,
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
  for (const line of thresholdReport(result.models)) print(line);
  for (const { path, reason } of result.skipped) print(`  left out: ${path}: ${reason}`);
  if (record === undefined) return;
  for (const { model, accuracy, agreement, fitted } of result.models) {
    const change = (measured: Measured): Measured => ({
      ...measured,
      accuracy: [{ ...accuracyFigures(accuracy, record, result.pictures), command }],
      ...(fitted !== null && { calibration: fittedFigures(fitted, record, command) }),
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
    const folder = atHand.find(({ entry }) => entry === model)?.workspace ?? workspace;
    await recordMeasured(folder, model.name, change, fitted === null ? {} : fittedValues(fitted));
  }
  print('written to models/manifest.json');
  if (atHand.some((model) => model.workspace !== workspace))
    print('and for models that were fetched, to .cache/published');
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}
