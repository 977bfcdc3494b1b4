import { writeFileSync } from 'node:fs';

import { build } from './build/build.ts';
import { main, report } from './kit/command.ts';
import { Failure } from './kit/failure.ts';
import { startLocalWorker } from './kit/worker/worker-process.ts';
import { readCheckout } from './verify/checkout.ts';
import { completeVerifyOptions, verifyCommand } from './verify/options.ts';
import { markdownReport, verificationReport } from './verify/report.ts';
import { verify } from './verify/verification.ts';

await main(
  verifyCommand.action(async (given) => {
    const options = completeVerifyOptions(given, process.env);
    const { url, key, checks, expectVersion, override, env, downloads, flood } = options;
    // What the deployment is compared with: files, models, and the pictures that come with them.
    await build(report);
    const checkout = await readCheckout(env);
    if (url === undefined) report('starting the Worker on this machine ...');
    const worker = url === undefined ? await startLocalWorker({ ALLOW_DISTURBANCE: 'true' }) : undefined;
    try {
      // https://developers.cloudflare.com/workers/versions-and-deployments/version-overrides/
      const overrides = {
        'Cloudflare-Workers-Version-Overrides': `${checkout.settings.name}="${expectVersion ?? ''}"`,
      };
      const access = { origin: worker?.origin ?? url ?? '', key, ...(override && { headers: overrides }) };
      const effort = { rounds: 10, maxRounds: 20 };
      const wishes = { checks, expectedVersion: expectVersion, downloads, flood, effort, patience: 30_000 };
      const verification = await verify(access, checkout, wishes, report);
      console.log(options.json ? JSON.stringify(verification, null, 2) : verificationReport(verification));
      if (options.report !== undefined) writeFileSync(options.report, markdownReport(verification));
      const failed = verification.findings.filter(({ verdict }) => verdict === 'failed').length;
      if (failed > 0)
        throw new Failure(
          `${worker === undefined ? access.origin : 'the Worker'} is not as it should be: ${failed} failed`,
        );
    } finally {
      await worker?.close();
    }
  }),
);
