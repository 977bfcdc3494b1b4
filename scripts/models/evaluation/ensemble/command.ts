import { headSums } from '../../../../src/catalogue/ensemble-members.ts';
import type { EnsembleFigures } from '../../../../src/catalogue/ensembles.ts';
import type { ModelEntry } from '../../../../src/catalogue/manifest.ts';
import { UsageError } from '../../../kit/failure.ts';
import { recordEnsemble } from '../../ensembles.ts';
import { openModels } from '../../onnx/runtime.ts';
import { findAtHand, type ModelAtHand } from '../../published/at-hand.ts';
import { haveReady } from '../../ready.ts';
import type { Terminal } from '../../workspace.ts';
import { now, percentOf } from '../accuracy-record.ts';
import { readLabelledPictures } from '../labelled-pictures.ts';
import { pictureBar } from '../picture-bar.ts';
import { readSharedLabels } from '../shared-labels.ts';
import { type EnsembleEvaluation, evaluateEnsemble } from './evaluation.ts';
import { ensembleText, readEnsemble, refuseTwins } from './option.ts';
import { ensembleReport } from './report.ts';

interface EnsembleArguments {
  /** As they were given: the same models, each time with other weights. */
  readonly lists: readonly string[];
  readonly data: string;
  /** What the pictures are, in words; writes the figures into `models/ensembles.json`. */
  readonly record?: string;
}

/**
 * `npm run models -- evaluate --ensemble`: models alone and together on the same pictures, what they gain over the best of
 * them, and what that costs.
 *
 * @throws Failure when a model or the pictures are not there, or the models know different classes
 */
export async function evaluateEnsembleCommand(
  { workspace, print, note }: Terminal,
  { lists, data, record }: EnsembleArguments,
): Promise<void> {
  const { models, weightings } = await readAsked(lists, (name) => findAtHand(workspace, name));
  const entries = models.map(({ entry }) => entry);
  const pictures = await readLabelledPictures(data, await readSharedLabels(models, 'they cannot vote together'));
  await haveReady(models, note);
  const engine = await openModels(models);

  const bar = pictureBar(pictures.length);
  const result = await evaluateEnsemble(engine, entries, weightings, pictures, bar.update);
  bar.stop();

  const figures = ensembleFigures(result, entries, record ?? '');
  for (const line of ensembleReport(figures, entries)) print(line);
  for (const { path, reason } of result.skipped) print(`  left out: ${path}: ${reason}`);
  if (record === undefined) return;
  await recordEnsemble(workspace, figures);
  print('written to models/ensembles.json');
}

/** Finds the models that were asked for, and the weights in the order of the models. */
async function readAsked(
  lists: readonly string[],
  find: (name: string) => Promise<ModelAtHand>,
): Promise<{ models: ModelAtHand[]; weightings: number[][] }> {
  const asked = await Promise.all(
    lists
      .map(readEnsemble)
      .map(async (list) => Promise.all(list.map(async ({ name, weight }) => ({ ...(await find(name)), weight })))),
  );
  const [models = []] = asked;
  const namesIn = (list: readonly ModelAtHand[]): string[] => list.map(({ entry }) => entry.name);
  for (const list of asked) {
    // A model and its network are two names of one.
    refuseTwins(namesIn(list));
    if (namesIn(list).sort().join() !== namesIn(models).sort().join())
      throw new UsageError(
        `each --ensemble names the same models with other weights, but "${namesIn(list).join(', ')}" are others than "${namesIn(models).join(', ')}"`,
      );
  }
  const weightings = asked.map((list) =>
    namesIn(models).map((name) => list.find(({ entry }) => entry.name === name)?.weight ?? NaN),
  );
  return { models, weightings };
}

function ensembleFigures(
  { pictures: count, members, best, weightings }: EnsembleEvaluation,
  models: readonly ModelEntry[],
  pictures: string,
): EnsembleFigures {
  const names = models.map(({ name }) => name);
  const asked = weightings.map(({ weights }) => `--ensemble ${ensembleText(names, weights)}`).join(' ');
  return {
    members: models.map((model, member) => ({
      name: model.name,
      head_sha256: headSums(model),
      top1: percentOf(members[member]?.top1 ?? NaN),
      top5: percentOf(members[member]?.top5 ?? NaN),
    })),
    best: names[best] ?? '',
    pictures,
    count,
    weightings: weightings.map(({ weights, top1, top5, gain, mended, spoiled, rejection }) => ({
      weights: [...weights],
      top1: percentOf(top1),
      top5: percentOf(top5),
      gain: percentOf(gain.value),
      gain_interval: [percentOf(gain.interval[0]), percentOf(gain.interval[1])],
      mended,
      spoiled,
      ...(rejection !== null && { rejection }),
    })),
    ...now(),
    command: `npm run models -- evaluate ${asked} --data DIR --record '${pictures}'`,
  };
}
