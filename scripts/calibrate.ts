import { build } from './build.ts';
import { calibrate } from './calibrate/calibration.ts';
import { startLocalWorker } from './kit/worker/worker-process.ts';
import { HELP, parseCalibrateOptions } from './calibrate/options.ts';
import { calibrationReport } from './calibrate/report.ts';
import { runCommand } from './kit/command.ts';
import { Failure } from './kit/failure.ts';

/** `npm run calibrate`: holds the clocks of a deployment against the client's. */
await runCommand(async () => {
  const options = parseCalibrateOptions(process.argv.slice(2), process.env);
  if (options === undefined) {
    console.log(HELP);
    return;
  }
  const { origin, model, key, json } = options;
  const note = (line: string): void => {
    console.error(`edgelens: ${line}`);
  };
  if (origin === undefined) {
    await build(note);
    note('starting the Worker on this machine ...');
  }
  const worker = origin === undefined ? await startLocalWorker({ ALLOW_DISTURBANCE: 'true' }) : undefined;
  try {
    const deployment = { origin: worker?.origin ?? origin ?? '', model, key };
    const result = await calibrate(deployment, options, (done, goal) => {
      if (done % 5 === 0 || done === goal) note(`round ${done} of ${goal}`);
    });
    console.log(json ? JSON.stringify(result, null, 2) : calibrationReport(result));
    if (result.rpc.believable === null) throw new Failure('no verdict could be reached');
  } finally {
    await worker?.close();
  }
});
