import { Presets, SingleBar } from 'cli-progress';

/** Shows on the terminal how many pictures are done. */
interface PictureBar {
  readonly update: (done: number) => void;
  readonly stop: () => void;
}

/** @param total pictures, in all */
export function pictureBar(total: number): PictureBar {
  const bar = new SingleBar(
    { format: '{bar} {value}/{total} pictures, {eta_formatted} left', noTTYOutput: true, notTTYSchedule: 10_000 },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return {
    update: (done) => {
      bar.update(done);
    },
    stop: () => {
      bar.stop();
    },
  };
}
