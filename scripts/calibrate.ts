import { build } from './build/build.ts';
import { calibrate } from './calibrate/calibration.ts';
import { calibrateCommand, completeCalibrateOptions } from './calibrate/options.ts';
import { calibrationReport } from './calibrate/report.ts';
import { main, report } from './kit/command.ts';
import { Failure } from './kit/failure.ts';
import { startLocalWorker } from './kit/worker/worker-process.ts';

await main(
  calibrateCommand.action(async (given) => {
    const { url, model, key, json, ...effort } = completeCalibrateOptions(given, process.env);
    if (url === undefined) {
      await build(report);
      report('starting the Worker on this machine ...');
    }
    const worker = url === undefined ? await startLocalWorker({ ALLOW_DISTURBANCE: 'true' }) : undefined;
    try {
      const deployment = { origin: worker?.origin ?? url ?? '', model, key };
      const result = await calibrate(deployment, effort, (done, goal) => {
        if (done % 5 === 0 || done === goal) report(`round ${done} of ${goal}`);
      });
      console.log(json ? JSON.stringify(result, null, 2) : calibrationReport(result));
      if (result.rpc.believable === null) throw new Failure('no verdict could be reached');
    } finally {
      await worker?.close();
    }
  }),
);
