import { join } from 'node:path';

import { Presets, SingleBar } from 'cli-progress';

import { main } from './kit/command.ts';
import { WORKSPACE } from './models/workspace.ts';
import { ROOT } from './kit/paths.ts';
import { completeTrainOptions, trainCommand } from './train/options.ts';
import { type Observer, train } from './train/session.ts';

await main(
  trainCommand.action(async (given) => {
    const options = completeTrainOptions(given);
    const interruption = new AbortController();
    const observer = observe();
    process.once('SIGINT', () => {
      interruption.abort();
      observer.stop();
      console.error('\nstopping after this step; what there is so far is kept (Ctrl-C again to drop it)');
    });
    const places = { workspace: WORKSPACE, cache: join(ROOT, '.cache/train') };
    // A bar that still runs would keep this process from ending.
    const { entry, ending, bestEpoch, top1, isEven } = await train(
      options,
      places,
      observer,
      interruption.signal,
    ).finally(observer.stop);
    console.log(`
${entry.name}: ${ending === 'finished' ? 'trained' : ending}, kept epoch ${bestEpoch}, top-1 ${(100 * top1).toFixed(1)} % on the validation pictures${isEven ? ', each class counting the same' : ''}

  card    models/${entry.card}
  serve   npm start, then
          curl -F image=@photo.jpg 'http://localhost:8787/v1/classify?model=${entry.name}'
  remove  npm run models -- remove ${entry.name}${ending === 'interrupted' ? '\n  go on   the same command with --resume --force' : ''}`);
  }),
);

/** Shows a run on the terminal: a bar for the pictures, a line for each epoch. */
function observe(): Observer & { readonly stop: () => void } {
  const pictures = new SingleBar(
    {
      format: 'features {bar} {value}/{total} pictures, {eta_formatted} left',
      noTTYOutput: true,
      notTTYSchedule: 10_000,
    },
    Presets.shades_classic,
  );
  let begin = 0;
  let first = 0;
  return {
    note: (line) => {
      console.log(line);
    },
    onPicture: (done, total) => {
      if (done === 1) pictures.start(total, 0);
      pictures.setTotal(total);
      pictures.update(done);
      if (done === total) pictures.stop();
    },
    stop: () => {
      pictures.stop();
    },
    onSkipped: (skipped) => {
      if (skipped.length === 0) return;
      console.log(`${skipped.length} files were left out:`);
      for (const { path, reason } of skipped) console.log(`  ${path}: ${reason}`);
    },
    onEpoch: ({ epoch, learningRate, loss, validationLoss, top1, best }, epochs) => {
      if (begin === 0) {
        console.log('epoch   learning rate  loss    validation loss  top-1    left');
        [begin, first] = [performance.now(), epoch];
      }
      const done = epoch - first;
      const left = done === 0 ? '' : `${(((performance.now() - begin) / done / 1000) * (epochs - epoch)).toFixed(0)} s`;
      console.log(
        [
          `${epoch}/${epochs}`.padEnd(7),
          learningRate.toExponential(2).padEnd(14),
          loss.toFixed(4).padEnd(7),
          validationLoss.toFixed(4).padEnd(16),
          `${(100 * top1).toFixed(1)} %`.padEnd(8),
          left.padEnd(6),
          best ? 'best so far' : '',
        ]
          .join(' ')
          .trimEnd(),
      );
    },
  };
}
