import { describe, expect, it } from 'vitest';

import { calibrate, type CalibrationResult } from '../../../scripts/calibrate/calibration.ts';
import { calibrationReport } from '../../../scripts/calibrate/report.ts';
import { problem, request } from '../kit/api.ts';
import { deploy } from '../kit/deployment.ts';
import { sharedOrigin } from '../kit/shared-worker.ts';

/** Enough for machines that do other things at the same time; most need the first few. */
const EFFORT = { rounds: 6, maxRounds: 48 };
const MODEL = 'mobilenetv3_small_distilled';

const FROZEN = {
  name: 'edgelens-frozen',
  main: 'test/worker/fixtures/frozen-worker.ts',
  compatibility_date: '2026-10-20',
  compatibility_flags: ['nodejs_als'],
  assets: { directory: 'dist/assets', binding: 'ASSETS', run_worker_first: true },
};
const VARS = { MAX_BODY_BYTES: 10_485_760, ALLOW_DISTURBANCE: 'true', RATE_LIMIT: 'off' };

describe('POST /v1/calibrate', () => {
  it('is refused as shipped', async () => {
    const body = await problem(await request('/v1/calibrate?runs=1', { method: 'POST' }));
    expect(body).toMatchObject({ type: '/problems/calibration-not-allowed', status: 403 });
  });

  it.each(['', '?runs=17', '?runs=-1', '?runs=1.5', '?runs=x'])('wants a number of runs, not "%s"', async (query) => {
    const body = await problem(await request(`/v1/calibrate${query}`, { method: 'POST' }));
    expect(body).toMatchObject({ type: '/problems/invalid-parameter', detail: 'runs: a whole number from 0 to 16.' });
  });
});

describe('calibration of the Worker on this machine', () => {
  const worker = deploy({ vars: { ALLOW_DISTURBANCE: 'true', RATE_LIMIT: 'off' } });

  it('finds its phases believable', async () => {
    const result = await calibrate({ origin: worker.origin, model: MODEL }, EFFORT);
    expect(result.model).toBe(MODEL);
    expect(result.rpc, explain(result)).toMatchObject({ believable: true });
    expect(calibrationReport(result)).toContain('The phases that this deployment shows can be believed');
  });

  it('says what is wrong where it cannot be done', async () => {
    await expect(calibrate({ origin: sharedOrigin() }, EFFORT)).rejects.toThrow('wrangler secret put OPERATOR_KEY');
    await expect(calibrate({ origin: worker.origin, model: 'resnet50' }, EFFORT)).rejects.toThrow('Known: ');
    await expect(calibrate({ origin: 'http://127.0.0.1:9' }, EFFORT)).rejects.toThrow(
      'cannot reach http://127.0.0.1:9',
    );
  });
});

describe('calibration on clocks that behave as in production', () => {
  const worker = deploy({}, [{ config: { ...FROZEN, vars: VARS } }]);

  it('believes the RPC clock and not the bracket inside', async () => {
    const result = await calibrate({ origin: worker.origin, model: MODEL }, EFFORT);
    expect(result.rpc, explain(result)).toMatchObject({ believable: true });
    expect(result.inside, explain(result)).toMatchObject({
      believable: false,
      reason: 'it stands still, however much work there is',
    });
    expect(result.rounds.flat().every(({ ms }) => ms.inside === 0)).toBe(true);
  });
});

describe("calibration where the handler's clock stands still, too", () => {
  const worker = deploy({}, [{ config: { ...FROZEN, vars: { ...VARS, ALSO_FROZEN: 'handler' } } }]);

  it('says not to believe the phases, and what can be believed', async () => {
    const result = await calibrate({ origin: worker.origin, model: MODEL }, EFFORT);
    expect(result.rpc, explain(result)).toMatchObject({ believable: false });
    const report = calibrationReport(result);
    expect(report).toContain('UNBELIEVABLE the RPC clock');
    expect(report).toContain('Do not believe the times that this deployment shows');
    expect(report).toContain('cpuTime and wallTime, which the runtime writes after the request');
  });
});

/** What a failing test shows. */
function explain(result: CalibrationResult): string {
  return calibrationReport(result);
}
