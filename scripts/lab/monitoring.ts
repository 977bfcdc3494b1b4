import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { z } from 'zod';

import { build } from '../build/build.ts';
import { command, main, report } from '../kit/command.ts';
import { Failure } from '../kit/failure.ts';
import { readPicture } from '../kit/load/picture.ts';
import { numberOption, whole } from '../kit/option.ts';
import { PICTURE, ROOT } from '../kit/paths.ts';
import { inTemporaryFolder } from '../kit/temporary-folder.ts';
import { startLocalWorker } from '../kit/worker/worker-process.ts';
import { type Prometheus, startPrometheus } from './monitoring/prometheus.ts';

const FILES = join(ROOT, 'docs/monitoring');

const dashboardSchema = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).optional() })),
});

/** `npm run monitoring`: the alerts and the dashboard of docs/monitoring, with a real Prometheus. */
const monitoringCommand = command(
  'npm run monitoring --',
  'Has promtool test the alerts, and Prometheus scrape the Worker on this machine, and asks it what each panel asks.',
)
  .addOption(numberOption('--seconds <number>', 'of traffic', whole(20, 600)).default(45))
  .action(async ({ seconds }) => {
    if (spawnSync('promtool', ['--version']).error !== undefined) {
      report('There is no promtool here (Debian has it in the package prometheus), so nothing was tried.');
      return;
    }
    await inTemporaryFolder('edgelens-monitoring-', async (folder) => {
      testAlerts(folder);
      await build(report);
      report('starting the Worker and Prometheus on this machine ...');
      const worker = await startLocalWorker({ RATE_LIMIT: 'off', ALLOW_DISTURBANCE: 'true' });
      try {
        const prometheus = await startPrometheus(folder, new URL(worker.origin).host);
        try {
          await ask(worker.origin, seconds);
          await judge(prometheus);
        } finally {
          await prometheus.close();
        }
      } finally {
        await worker.close();
      }
    });
  });

await main(monitoringCommand);

/** @throws Failure when an alert is no PromQL, or does not do what its test says */
function testAlerts(folder: string): void {
  copyFileSync(join(FILES, 'alerts.yaml'), join(folder, 'alerts.yaml'));
  copyFileSync(join(ROOT, 'scripts/lab/monitoring/alerts.test.yaml'), join(folder, 'alerts.test.yaml'));
  for (const args of [
    ['check', 'rules', 'alerts.yaml'],
    ['test', 'rules', 'alerts.test.yaml'],
  ]) {
    const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Failure(`promtool ${args.join(' ')}: ${stdout}${stderr}`);
  }
  console.log('promtool: the alerts are right, and do what their tests say');
}

/** Sends pictures, now and then what is none, and has some answered cold. */
async function ask(origin: string, seconds: number): Promise<void> {
  const { bytes, type } = readPicture(PICTURE);
  const models = ['mobilenetv3_small', 'efficientnet_b0'];
  const engines = ['onnxruntime', 'simd'];
  const end = Date.now() + 1000 * seconds;
  for (let i = 0; Date.now() < end; i++) {
    const query = `model=${models[i % 2] ?? ''}&engine=${engines[(i >> 1) % 2] ?? ''}${i % 7 === 6 ? '&fresh=session' : ''}`;
    const body = i % 5 === 4 ? 'no picture' : bytes;
    const response = await fetch(`${origin}/v1/classify?${query}`, {
      method: 'POST',
      body,
      headers: { 'Content-Type': type },
    });
    await response.arrayBuffer();
    await sleep(100);
  }
}

/** @throws Failure when the Worker was not scraped, an alert was not loaded or fires, or a panel has no figure */
async function judge(prometheus: Prometheus): Promise<void> {
  const { panels } = dashboardSchema.parse(JSON.parse(readFileSync(join(FILES, 'grafana-dashboard.json'), 'utf8')));
  const empty: string[] = [];
  for (const { title, targets = [] } of panels) {
    for (const { expr } of targets) {
      const query = expr.replaceAll('$__rate_interval', '20s').replaceAll(/"\$\w+"/g, '".*"');
      const series = await prometheus.query(query);
      console.log(`${String(series.length).padStart(3)} series  ${title}: ${series[0]?.value ?? 'nothing'}`);
      if (series.length === 0 || series.every(({ value }) => value === 'NaN')) empty.push(title);
    }
  }
  const alerts = await prometheus.alerts();
  console.log(`${alerts.length} alerts: ${alerts.map(({ name, state }) => `${name} ${state}`).join(', ')}`);
  const broken = alerts.filter(({ health }) => health !== 'ok').map(({ name }) => name);
  const firing = alerts.filter(({ state }) => state === 'firing').map(({ name }) => name);
  if (empty.length > 0) throw new Failure(`these panels have no figure: ${empty.join(', ')}`);
  if (broken.length > 0) throw new Failure(`these alerts cannot be evaluated: ${broken.join(', ')}`);
  if (firing.length > 0) throw new Failure(`these alerts fire: ${firing.join(', ')}`);
}
