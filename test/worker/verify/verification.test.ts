import { beforeAll, describe, expect, it } from 'vitest';

import { type Checkout, readCheckout } from '../../../scripts/verify/checkout.ts';
import { type CheckName, CHECKS, type Finding } from '../../../scripts/verify/finding.ts';
import { verificationReport } from '../../../scripts/verify/report.ts';
import { type Verification, verify, type Wishes } from '../../../scripts/verify/verification.ts';
import type { Calibration } from '../../../src/contract/operations.ts';
import type { Classification } from '../../../src/contract/classification.ts';
import type { LatencyAnswer } from '../../../src/contract/latency.ts';
import type { ModelList } from '../../../src/contract/model.ts';
import { freePort } from '../../free-port.ts';
import { PATIENCE } from '../../patience.ts';
import { deploy } from '../kit/deployment.ts';
import { altered, type Passing, type Sabotage, sabotaged } from './saboteur.ts';

const worker = deploy({ vars: { RATE_LIMIT: 'off', ALLOW_DISTURBANCE: 'true' } });
const shipped = deploy({});
const locked = deploy({ vars: { REQUIRE_KEY: 'true' }, secrets: { API_KEYS: 'a-key-of-sixteen-letters' } });

/** The smallest model that both engines run, so that a check of answers takes no longer than it has to. */
const MODEL = 'mobilenetv3_small_triage';
const OTHERS = 'a model that is left out';

let checkout: Checkout;
beforeAll(async () => {
  checkout = await readCheckout();
});

const WISHES: Wishes = {
  checks: CHECKS,
  downloads: true,
  flood: false,
  effort: { rounds: 6, maxRounds: 48 },
  patience: PATIENCE.timeout,
};

/** Verifies the Worker through a proxy that alters what comes back. */
async function verifySabotaged(
  checks: readonly CheckName[],
  sabotage: Sabotage,
  wishes: Partial<Wishes> = {},
): Promise<Verification> {
  await using proxy = await sabotaged(worker.origin, sabotage);
  return await verify({ origin: proxy.origin }, checkout, { ...WISHES, checks, ...wishes });
}

/** What has failed, as lines: `check, subject: seen`. */
function failures({ findings }: Verification): string[] {
  return linesOf(findings, 'failed');
}

function linesOf(findings: readonly Finding[], verdict: Finding['verdict']): string[] {
  return findings
    .filter((finding) => finding.verdict === verdict)
    .map(({ check, subject, seen, reason }) => `${check}, ${subject}: ${reason ?? seen}`);
}

/** Lists one model alone, which makes the checks of answers short. */
const oneModel =
  (sabotage: Sabotage = () => undefined): Sabotage =>
  (answer, path) => {
    if (path !== '/v1/models') return sabotage(answer, path);
    altered<{ models: { name: string }[] }>(answer, (list) => {
      list.models = list.models.filter(({ name }) => name === MODEL);
    });
    return undefined;
  };

const isClassification = (path: string): boolean => path.startsWith('/v1/classify?model=');

/** Alters each answer to a picture. */
const classifications = (alter: (value: Mutable<Classification>) => void): Sabotage =>
  oneModel((answer, path) => {
    if (isClassification(path) && answer.status === 200) altered(answer, alter);
    return undefined;
  });

/** Alters what comes from one path. */
const at =
  (wanted: string, alter: (answer: Passing) => void): Sabotage =>
  (answer, path) => {
    if (path === wanted) alter(answer);
    return undefined;
  };

type Mutable<Value> = Value extends object ? { -readonly [Key in keyof Value]: Mutable<Value[Key]> } : Value;

describe('the Worker as it is', () => {
  it('passes every check', async () => {
    const verification = await verify({ origin: worker.origin }, checkout, {
      ...WISHES,
      expectedVersion: await version(),
    });
    expect(failures(verification)).toEqual([]);
    expect(verification.passed).toBe(true);
    for (const check of CHECKS) {
      const own = verification.findings.filter((finding) => finding.check === check);
      expect(
        own.map(({ verdict }) => verdict),
        check,
      ).toContain('passed');
    }
    // Three models in two engines and two variants of each in one, with two pictures.
    expect(verification.findings.filter(({ check }) => check === 'answers')).toHaveLength(24);
    expect(verification.starts).toHaveLength(12);
    for (const { cold, warm } of verification.starts) expect([cold?.count, warm?.count]).toEqual([2, 3]);
    expect(verificationReport(verification)).toMatch(/^PASSED: \d+ passed, 0 failed, 3 not checked\.$/m);
  });

  it('is not flooded where nobody counts', async () => {
    const wishes: Wishes = { ...WISHES, checks: ['limits'], flood: true };
    const { findings } = await verify({ origin: worker.origin }, checkout, wishes);
    expect(linesOf(findings, 'not checked')).toEqual([
      'limits, RateLimit-Policy of what computes: a Worker on this machine may not count',
      'limits, RateLimit-Policy of what reads: a Worker on this machine may not count',
      'limits, too many requests: these requests are not counted: there is no RateLimit-Policy',
    ]);
  });

  it('passes without rights, counted, as shipped; a flood is refused', async () => {
    const checks: CheckName[] = ['clocks', 'limits'];
    const verification = await verify({ origin: shipped.origin }, checkout, { ...WISHES, checks, flood: true });
    expect(failures(verification)).toEqual([]);
    expect(linesOf(verification.findings, 'not checked')).toEqual([
      "clocks, RPC clock: only the operator may: put the operator's key into the environment variable EDGELENS_KEY",
    ]);
    expect(linesOf(verification.findings, 'passed')).toEqual(
      expect.arrayContaining([
        'limits, RateLimit-Policy of what computes: "compute";q=120;w=60',
        'limits, RateLimit-Policy of what reads: "read";q=240;w=60',
        expect.stringContaining('limits, too many requests: 429 There were more than 120 such requests') as string,
      ]),
    );
  });

  it('has its headers sent with each request', async () => {
    await using proxy = await sabotaged(worker.origin, oneModel());
    const headers = { 'X-Test': 'yes' };
    await verify({ origin: proxy.origin, key: 'some-key', headers }, checkout, { ...WISHES, downloads: false });
    expect(proxy.asked.length).toBeGreaterThan(100);
    expect(proxy.asked.filter(({ headers }) => headers['x-test'] !== 'yes')).toEqual([]);
    expect(proxy.asked.filter(({ headers }) => headers['x-edgelens-key'] !== 'some-key')).toEqual([]);
  });
});

async function version(): Promise<string> {
  const response = await fetch(`${worker.origin}/healthz`);
  return ((await response.json()) as { version: string }).version;
}

describe('answers', () => {
  it.each<[string, (value: Mutable<Classification>) => void, RegExp]>([
    [
      'two classes are swapped',
      ({ predictions: [first, second] }) => {
        if (!first || !second) return;
        [first.index, second.index] = [second.index, first.index];
        [first.label, second.label] = [second.label, first.label];
      },
      /class \d has 0\.\d+, not 0\.\d+/,
    ],
    [
      'a score is off by 2 %',
      ({ predictions: [first] }) => {
        if (first) first.score *= 0.98;
      },
      /^answers, mobilenetv3_small_triage in onnxruntime, panda\.jpg: class 2 has 0\.976, not 0\.996$/,
    ],
    [
      'a class is missing',
      ({ predictions }) => {
        predictions.pop();
      },
      /: class \d \(\w+, 0\.\d+\) is missing$/,
    ],
    [
      'a class has another name',
      ({ predictions: [first] }) => {
        if (first) first.label = 'cat';
      },
      /is called "cat", not "other"/,
    ],
    [
      'another engine ran',
      (answer) => {
        answer.engine = answer.engine === 'simd' ? 'onnxruntime' : 'simd';
      },
      /in simd, panda\.jpg: onnxruntime ran it$/,
    ],
    [
      'it is no answer of this API',
      (answer) => {
        answer.model_bytes = 0.5;
      },
      /: no answer of this API: model_bytes$/,
    ],
  ])('fail when %s', async (_, alter, expected) => {
    const lines = failures(await verifySabotaged(['answers'], classifications(alter)));
    // Two engines and two pictures.
    expect(lines).toHaveLength(4);
    expect(lines.filter((line) => expected.test(line))).not.toEqual([]);
  });

  it('are allowed more in int8, and not everything', async () => {
    const int8 = async (factor: number): Promise<string[]> =>
      failures(
        await verifySabotaged(['answers'], (answer, path) => {
          if (path === '/v1/models') {
            altered<{ models: { name: string }[] }>(answer, (list) => {
              list.models = list.models.filter(({ name }) => name === `${MODEL}_int8`);
            });
          } else if (isClassification(path) && answer.status === 200) {
            altered<Mutable<Classification>>(answer, ({ predictions }) => {
              for (const prediction of predictions.slice(1)) prediction.score *= factor;
            });
          }
          return undefined;
        }),
      );
    expect(await int8(0.9)).toEqual([]);
    expect(await int8(0.7)).toHaveLength(2);
  });

  it('fail when there is an error instead', async () => {
    const verification = await verifySabotaged(
      ['answers', 'memory'],
      oneModel((answer, path) => {
        if (isClassification(path)) answer.status = 500;
        return undefined;
      }),
    );
    expect(failures(verification)).toContain('answers, mobilenetv3_small_triage in simd, panda.jpg: 500');
    expect(linesOf(verification.findings, 'not checked')).toEqual([
      'memory, mobilenetv3_small_triage in onnxruntime: there was no answer',
      'memory, mobilenetv3_small_triage in simd: there was no answer',
    ]);
  });

  it('of other weights are not checked, and those of a model that is not known', async () => {
    const other = await verifySabotaged(
      ['answers', 'models'],
      at('/v1/models', (answer) => {
        altered<Mutable<ModelList>>(answer, (list) => {
          list.models = list.models.filter(({ name }) => name === MODEL);
          const [file] = list.models[0]?.files ?? [];
          if (file) file.sha256 = '0'.repeat(64);
        });
      }),
    );
    expect(failures(other)).toContain(`models, ${MODEL}: others: mobilenetv3_small_triage.onnx`);
    expect(linesOf(other.findings, 'not checked')).toEqual(
      expect.arrayContaining([
        expect.stringContaining('the model is another one than that of this checkout') as string,
      ]) as string[],
    );
    const unknown = await verifySabotaged(['answers', 'models', 'plans'], (answer, path) => {
      if (path === '/v1/models') {
        altered<Mutable<ModelList>>(answer, (list) => {
          list.models = list.models.filter(({ name }) => name === MODEL);
          for (const model of list.models) model.name = OTHERS;
        });
      } else if (isClassification(path)) answer.status = 200;
      return undefined;
    });
    expect(linesOf(unknown.findings, 'not checked')).toContain(`models, ${OTHERS}: this checkout does not have it`);
    expect(linesOf(unknown.findings, 'not checked')).toContain(`plans, ${OTHERS}: this checkout has no plan of it`);
  });
});

describe('several pictures in one request', () => {
  /** Alters the lines of the answer. */
  const lines = (alter: (lines: string[]) => string[]): Sabotage =>
    oneModel((answer, path) => {
      if (!path.startsWith('/v1/classify/batch')) return undefined;
      const before = answer.body.toString().trimEnd().split('\n');
      answer.body = Buffer.from(`${alter(before).join('\n')}\n`);
      return undefined;
    });

  it.each<[string, Sabotage, RegExp]>([
    [
      'the last line is missing',
      lines((all) => all.slice(0, -1)),
      /: the last line does not say that it is complete; 1 lines/,
    ],
    [
      'they come in another order',
      lines(([a = '', b = '', end = '']) => [b, a, end]),
      /line 0 is of picture 1, meal_1\.jpg/,
    ],
    [
      'one has a problem',
      lines(([a = '', ...others]) => {
        const { index, id } = JSON.parse(a) as { index: number; id: string };
        const problem = { type: '/problems/busy', title: '', status: 503, detail: '', request_id: '' };
        return [JSON.stringify({ index, id, answer: null, problem }), ...others];
      }),
      /: line 0 has the problem \/problems\/busy$/,
    ],
    [
      'a score is another one',
      lines((all) => all.map((line) => line.replace(/"score":0\.9/, '"score":0.8'))),
      /: panda\.jpg: class 2 has 0\.8\d\d, not 0\.996/,
    ],
    [
      'there is no such path',
      oneModel((answer, path) => {
        if (path.startsWith('/v1/classify/batch')) answer.status = 404;
        return undefined;
      }),
      /: 404$/,
    ],
  ])('fail when %s', async (_, sabotage, expected) => {
    const [line = '', ...others] = failures(await verifySabotaged(['batch'], sabotage));
    expect(others).toEqual([]);
    expect(line).toMatch(/^batch, 2 pictures in one request: /);
    expect(line).toMatch(expected);
  });
});

describe('models', () => {
  it('fail when one is missing, or is prepared otherwise', async () => {
    const lines = failures(
      await verifySabotaged(
        ['models'],
        at('/v1/models', (answer) => {
          altered<Mutable<ModelList>>(answer, (list) => {
            list.models = list.models.filter(({ name }) => name !== MODEL);
            const [first] = list.models;
            if (first) [first.temperature, first.input.crop_pct] = [2, 0.5];
          });
        }),
      ),
    );
    expect(lines).toEqual([`models, list: without ${MODEL}`, 'models, efficientnet_b0: others: input, temperature']);
  });
});

describe('memory', () => {
  it.each<[string, (memory: Mutable<Classification>['memory']) => void, RegExp]>([
    ['its parts do not add up', (memory) => (memory.used_bytes += 1), /used_bytes is \d+, the parts are \d+/],
    ['the isolate has another limit', (memory) => (memory.limit_bytes *= 2), /limit_bytes is 268435456/],
    ['it was more than there is', (memory) => (memory.peak_bytes = 2 ** 27), /peak_bytes is 134217728/],
    [
      'the engine is too small for its model',
      (memory) => {
        memory.used_bytes -= memory.wasm_heap_bytes;
        memory.wasm_heap_bytes = 0;
      },
      /wasm_heap_bytes is 0, less than the model's \d+/,
    ],
  ])('fails when %s', async (_, alter, expected) => {
    const sabotage = classifications(({ memory }) => {
      alter(memory);
    });
    const lines = failures(await verifySabotaged(['memory'], sabotage));
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(expected);
  });
});

describe('what counts answers', () => {
  it('fails when the ledger is stale', async () => {
    const sabotage = oneModel((answer, path) => {
      if (path.startsWith('/v1/latency')) {
        altered<Mutable<LatencyAnswer>>(answer, (latency) => {
          latency.groups = [];
        });
      }
      return undefined;
    });
    expect(failures(await verifySabotaged(['ledger', 'metrics'], sabotage, { patience: 1500 }))).toEqual([
      `ledger, ${MODEL} in onnxruntime: 0 more`,
      `ledger, ${MODEL} in simd: 0 more`,
    ]);
  });

  it('fails when another version has given the answers', async () => {
    const wishes = { patience: 0, expectedVersion: 'another' };
    expect(failures(await verifySabotaged(['ledger', 'metrics'], oneModel(), wishes))).toEqual([
      `ledger, ${MODEL} in onnxruntime: 0 more`,
      `ledger, ${MODEL} in simd: 0 more`,
      `metrics, ${MODEL} in onnxruntime: 0 more`,
      `metrics, ${MODEL} in simd: 0 more`,
    ]);
  });

  it('fails when the metrics are stale, or there is no ledger', async () => {
    let first: Buffer<ArrayBuffer> | undefined;
    const stale = oneModel((answer, path) => {
      if (path === '/metrics') answer.body = first ??= answer.body;
      return undefined;
    });
    expect(failures(await verifySabotaged(['metrics'], stale, { patience: 1500 }))).toEqual([
      `metrics, ${MODEL} in onnxruntime: 0 more`,
      `metrics, ${MODEL} in simd: 0 more`,
    ]);
    const without = oneModel((answer, path) => {
      if (path.startsWith('/v1/latency')) answer.status = 500;
      return undefined;
    });
    expect(failures(await verifySabotaged(['ledger'], without, { patience: 0 }))).toEqual(['ledger, /v1/latency: 500']);
  });
});

describe('clocks', () => {
  it('fail when they saw only half of the time', async () => {
    const sabotage: Sabotage = (answer, path) => {
      if (path.startsWith('/v1/calibrate')) {
        altered<Mutable<Calibration>>(answer, (calibration) => {
          calibration.figures_ms.rpc /= 2;
        });
      }
      return undefined;
    };
    const [line] = failures(await verifySabotaged(['clocks'], sabotage));
    expect(line).toMatch(/^clocks, RPC clock: it saw \d+ to \d+ % of the time that the work took$/);
  });
});

describe('limits', () => {
  it('fail where a refusal or a policy is another one', async () => {
    const sabotage: Sabotage = (answer, path) => {
      if ([413, 415].includes(answer.status)) answer.status = 200;
      if (answer.body.includes('not-a-picture')) answer.body = Buffer.from('<html>');
      if (path.includes('top_k=0') || path === '/v1/nothing') answer.status = 200;
      delete answer.headers['allow'];
      delete answer.headers['accept'];
      answer.headers['ratelimit-policy'] = '"compute";q=500;w=60';
      return undefined;
    };
    expect(failures(await verifySabotaged(['limits'], sabotage))).toEqual([
      'limits, a body of 16777217 bytes: 200 /problems/body-too-large',
      'limits, a body of text: 200 /problems/unsupported-media-type, Accept: none',
      'limits, bytes that are no picture: 422 no problem document',
      'limits, top_k=0: 200 /problems/invalid-parameter',
      'limits, a path with nothing: 200 /problems/not-found',
      'limits, GET /v1/classify: 405 /problems/method-not-allowed, Allow: none',
      'limits, RateLimit-Policy of what computes: "compute";q=500;w=60',
      'limits, RateLimit-Policy of what reads: "compute";q=500;w=60',
    ]);
  });

  it('fail when bodies are refused from another size on, or a flood is not refused', async () => {
    const sabotage: Sabotage = (answer, path) => {
      if (path === '/v1/classify') answer.headers['ratelimit-policy'] = '"compute";q=120;w=60';
      if (answer.status === 413) altered<{ limit_bytes: number }>(answer, (problem) => (problem.limit_bytes = 1000));
      return undefined;
    };
    expect(failures(await verifySabotaged(['limits'], sabotage, { flood: true }))).toEqual([
      'limits, a body of 16777217 bytes: 413 from 1000 bytes on',
      'limits, too many requests: none of 360 requests was refused',
    ]);
  });
});

describe('headers', () => {
  it('fail when the policy of the page is missing', async () => {
    const sabotage = at('/', ({ headers }) => {
      delete headers['content-security-policy'];
      headers['x-frame-options'] = 'SAMEORIGIN';
    });
    expect(failures(await verifySabotaged(['headers'], sabotage))).toEqual([
      'headers, /: content-security-policy: none; x-frame-options: SAMEORIGIN',
    ]);
  });

  it('fail when a page may compile WebAssembly, or the one script that has to may not', async () => {
    const plain: string[] = [];
    const sabotage: Sabotage = ({ headers }, path) => {
      const policy = headers['content-security-policy'] ?? '';
      if (path === '/latency') {
        headers['content-security-policy'] = policy.replace(
          "script-src 'self'",
          "script-src 'self' 'wasm-unsafe-eval'",
        );
      } else if (path.startsWith('/static/device-worker')) {
        headers['content-security-policy'] = policy.replace(" 'wasm-unsafe-eval'", '');
        plain.push(path);
      }
      return undefined;
    };
    const lines = failures(await verifySabotaged(['headers'], sabotage));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain("headers, /latency: content-security-policy: default-src 'none'");
    expect(lines[1]).toContain(`headers, ${plain[0] ?? ''}: content-security-policy:`);
  });
});

describe('the page', () => {
  it.each<[string, Sabotage, RegExp]>([
    [
      'breaks off',
      at('/compare', (answer) => (answer.body = answer.body.subarray(0, 500))),
      /^page, \/compare: 200, text\/html/,
    ],
    ['is not there', at('/notebook', (answer) => (answer.status = 404)), /^page, \/notebook: 404, /],
  ])('fails when one %s', async (_, sabotage, expected) => {
    const lines = failures(await verifySabotaged(['page'], sabotage));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(expected);
  });

  it.each<[string, RegExp, (answer: Passing) => void, RegExp]>([
    ['is missing', /^\/static\/page-/, (answer) => (answer.status = 404), /\/static\/page-\w+\.js answers 404$/],
    [
      'has another byte',
      /^\/static\/style-/,
      (answer) => (answer.body = Buffer.concat([answer.body, Buffer.from(' ')])),
      /\/static\/style-\w+\.css has other bytes than this build$/,
    ],
    [
      'has another type',
      /^\/static\/relaxed-/,
      ({ headers }) => (headers['content-type'] = 'text/plain'),
      /\/static\/relaxed-\w+\.wasm is text\/plain$/,
    ],
    [
      'is kept for ten minutes only',
      /^\/static\/jpeg-/,
      ({ headers }) => (headers['cache-control'] = 'public, max-age=600'),
      /\/static\/jpeg-\w+\.wasm has Cache-Control: public, max-age=600$/,
    ],
  ])('fails when a file %s', async (_, path, alter, expected) => {
    const sabotage: Sabotage = (answer, asked) => {
      if (path.test(asked)) alter(answer);
      return undefined;
    };
    const lines = failures(await verifySabotaged(['page'], sabotage));
    expect(lines.at(-1)).toMatch(/^page, files of this build: /);
    expect(lines.at(-1)).toMatch(expected);
  });
});

describe('the description', () => {
  it('fails when it is another one, or of another place', async () => {
    const sabotage = at('/openapi.json', (answer) => {
      altered<{ info: { title: string }; servers: { url: string }[] }>(answer, (description) => {
        description.info.title = 'Something else';
        description.servers = [{ url: 'https://elsewhere.example' }];
      });
    });
    expect(failures(await verifySabotaged(['description'], sabotage))).toEqual([
      'description, /openapi.json: another one at /info/title',
      'description, servers: https://elsewhere.example',
    ]);
  });
});

describe('plans', () => {
  const plan = (alter: (answer: Passing) => void): Sabotage => {
    let isDone = false;
    return oneModel((answer, path) => {
      if (path.startsWith('/device/files/') && !isDone) {
        isDone = true;
        alter(answer);
      }
      return undefined;
    });
  };
  it.each<[string, Sabotage, RegExp]>([
    [
      'one is damaged',
      plan(({ body }) => {
        body[1000] = (body[1000] ?? 0) ^ 1;
      }),
      /its plan has the sum [0-9a-f]{64}$/,
    ],
    ['one breaks off', plan((answer) => (answer.body = answer.body.subarray(0, 1000))), /its plan has 1000 bytes$/],
    ['one is missing', plan((answer) => (answer.status = 404)), /its plan answers 404$/],
    [
      'one is not kept',
      plan(({ headers }) => (headers['cache-control'] = 'no-store')),
      /its plan has Cache-Control: no-store$/,
    ],
    [
      'one is described otherwise',
      oneModel(
        at(`/device/models/${MODEL}`, (answer) => {
          altered<{ entry: { files: { sha256: string }[] } }>(answer, ({ entry }) => {
            for (const file of entry.files) file.sha256 = '1'.repeat(64);
          });
        }),
      ),
      /its description has the sum 1{64}$/,
    ],
    [
      'one is not offered',
      oneModel(at(`/device/models/${MODEL}`, (answer) => (answer.status = 404))),
      /its description answers 404$/,
    ],
  ])('fail when %s', async (_, sabotage, expected) => {
    const lines = failures(await verifySabotaged(['plans'], sabotage));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(expected);
  });

  it('are not checked when nobody wants to load them', async () => {
    const { findings } = await verifySabotaged(['plans'], oneModel(), { downloads: false });
    expect(linesOf(findings, 'not checked')).toEqual([`plans, ${MODEL}: --no-downloads`]);
  });
});

describe('the version', () => {
  it('fails when another one answers now and then', async () => {
    const own = await version();
    let count = 0;
    const sabotage = at('/healthz', (answer) => {
      if (count++ === 3) answer.body = Buffer.from('{"status":"ok","version":"another"}');
    });
    const verification = await verifySabotaged(['version'], sabotage, { expectedVersion: own });
    expect(failures(verification)).toEqual([`version, version: ${own} (9 of 10 answers), another (1 of 10 answers)`]);
    expect((await verifySabotaged(['version'], () => undefined, { expectedVersion: own })).passed).toBe(true);
    expect((await verifySabotaged(['version'], () => undefined, { expectedVersion: 'another' })).passed).toBe(false);
  });

  it('fails when the deployment is not well', async () => {
    const sabotage: Sabotage = (answer, path) => {
      if (['/healthz', '/readyz'].includes(path)) answer.body = Buffer.from('{"status":"tired"}');
      return undefined;
    };
    expect(failures(await verifySabotaged(['version'], sabotage))).toEqual([
      'version, /healthz: 10 of 10 answers were others',
      'version, /readyz: an answer with 200',
    ]);
  });
});

describe('a deployment that cannot be verified', () => {
  it('fails a check that gets no answer, and goes on', async () => {
    const sabotage: Sabotage = (_, path) => (path === '/openapi.json' ? 'close' : undefined);
    const verification = await verifySabotaged(['description', 'headers'], sabotage);
    expect(failures(verification)).toEqual([
      expect.stringMatching(/^description, all of it: cannot reach \S+\/openapi\.json: the connection was closed$/),
    ]);
    expect(linesOf(verification.findings, 'passed')).toHaveLength(6);
  });

  it('says what is wrong', async () => {
    const other = at('/v1/models', (answer) => (answer.body = Buffer.from('<html>')));
    await expect(verifySabotaged(CHECKS, other)).rejects.toThrow(
      / is no EdgeLens of this kind: it answers \/v1\/models with 200$/,
    );
    const moved = at('/v1/models', (answer) => {
      answer.status = 301;
      answer.headers['location'] = 'https://moved.example/v1/models';
    });
    await expect(verifySabotaged(CHECKS, moved)).rejects.toThrow(
      / answers from elsewhere: give https:\/\/moved\.example instead$/,
    );
    const { origin } = locked;
    await expect(verify({ origin }, checkout, WISHES)).rejects.toThrow(
      'put one into the environment variable EDGELENS_KEY',
    );
    await expect(verify({ origin, key: 'wrong' }, checkout, WISHES)).rejects.toThrow('does not know the key');
    const secure = worker.origin.replace('http:', 'https:');
    await expect(verify({ origin: secure }, checkout, WISHES)).rejects.toThrow(
      `it does not speak HTTPS; is it ${worker.origin}?`,
    );
    const nobody = `http://127.0.0.1:${await freePort()}`;
    await expect(verify({ origin: nobody }, checkout, WISHES)).rejects.toThrow(
      `cannot reach ${nobody}/v1/models: nobody listens there`,
    );
  });

  it('is verified with a key that it knows', async () => {
    const { origin } = locked;
    const wishes: Wishes = { ...WISHES, checks: ['limits'] };
    const { findings } = await verify({ origin, key: 'a-key-of-sixteen-letters' }, checkout, wishes);
    expect(linesOf(findings, 'failed')).toEqual([]);
    expect(linesOf(findings, 'passed')).toContain('limits, RateLimit-Policy of what computes: "key";q=600;w=60');
  });
});
