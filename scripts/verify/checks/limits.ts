import { LIMITS } from '../../../src/api/protection/limits.ts';
import { problemSchema } from '../../../src/contract/problem.ts';
import { PROBLEMS, type ProblemName } from '../../../src/contract/problems.ts';
import type { DeployedSettings } from '../checkout.ts';
import { briefly, type Deployment, jsonOf, type Reply } from '../deployment.ts';
import { compared, type Finding, notChecked, same } from '../finding.ts';

/** How many more requests than the limit a flood sends: Cloudflare lets some more through. */
const FLOOD_FACTOR = 3;
/** How many of them are under way at the same time. */
const FLOOD_AT_A_TIME = 20;

const [TOO_MANY, REFUSED] = ['too many requests', '429 with Retry-After'];

const REFUSED_TEXT = { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: 'no picture' } as const;

/** Whether the deployment refuses what this build refuses, and says so in the same words. */
export async function checkLimits(
  deployment: Deployment,
  { maxBodyBytes, limitsRates }: DeployedSettings,
  { flood }: { readonly flood: boolean },
): Promise<Finding[]> {
  const ask = (path: string, question?: Parameters<Deployment['ask']>[1]): Promise<Reply> =>
    deployment.ask(path, question);
  const jpeg = { method: 'POST', headers: { 'Content-Type': 'image/jpeg' }, body: 'no picture' } as const;
  const refusedText = await ask('/v1/classify', REFUSED_TEXT);
  const read = await ask('/v1/models?name=none');
  return [
    await checkBody(deployment, maxBodyBytes),
    refusal('a body of text', 'unsupported-media-type', refusedText, ['Accept', 'image/*']),
    refusal('bytes that are no picture', 'not-a-picture', await ask('/v1/classify', jpeg)),
    refusal('top_k=0', 'invalid-parameter', await ask('/v1/classify?top_k=0', jpeg)),
    refusal('a path with nothing', 'not-found', await ask('/v1/nothing')),
    refusal('GET /v1/classify', 'method-not-allowed', await ask('/v1/classify'), ['Allow', 'POST']),
    checkPolicy(deployment, 'compute', refusedText, limitsRates),
    checkPolicy(deployment, 'read', read, limitsRates),
    flood
      ? await checkFlood(deployment, refusedText)
      : notChecked('limits', TOO_MANY, REFUSED, 'only --flood sends so many'),
  ];
}

async function checkBody(deployment: Deployment, bytes: number): Promise<Finding> {
  const subject = `a body of ${bytes + 1} bytes`;
  const reply = await deployment.announce('/v1/classify', bytes + 1, 'image/jpeg');
  if (reply === undefined) {
    const reason = 'there was no answer to a body that was announced and not sent';
    return notChecked('limits', subject, '413', reason);
  }
  const finding = refusal(subject, 'body-too-large', reply);
  if (finding.verdict !== 'passed') return finding;
  const limit = problemSchema.safeParse(jsonOf(reply)).data?.['limit_bytes'];
  return same('limits', subject, `413 from ${bytes} bytes on`, `413 from ${String(limit)} bytes on`);
}

/** @param header one that the refusal has to have, and what has to be in its list */
function refusal(subject: string, name: ProblemName, reply: Reply, header?: readonly [string, string]): Finding {
  const { status } = PROBLEMS[name];
  const parsed = problemSchema.safeParse(jsonOf(reply));
  const [headerName = '', value = ''] = header ?? [];
  const given = header === undefined ? '' : (reply.headers.get(headerName) ?? 'none');
  const isRight =
    reply.status === status &&
    parsed.data?.type === `/problems/${name}` &&
    parsed.data.status === status &&
    (value === '' || given.split(', ').includes(value));
  const type = parsed.success ? parsed.data.type : 'no problem document';
  return compared('limits', subject, {
    isRight,
    expected: `${status} /problems/${name}${header === undefined ? '' : `, ${headerName}: ${value}`}`,
    seen: `${reply.status} ${type}${header === undefined ? '' : `, ${headerName}: ${given}`}`,
  });
}

function checkPolicy(deployment: Deployment, work: 'compute' | 'read', reply: Reply, limitsRates: boolean): Finding {
  const subject = `RateLimit-Policy of ${work === 'compute' ? 'what computes' : 'what reads'}`;
  const seen = reply.headers.get('RateLimit-Policy');
  const { limit, period } = LIMITS[work];
  const expected = `"${work}";q=${limit};w=${period}`;
  const { limit: ofKey, period: periodOfKey } = LIMITS.key;
  if (deployment.key !== undefined && seen !== null) {
    return same('limits', subject, `"key";q=${ofKey};w=${periodOfKey}`, seen);
  }
  if (seen === null) {
    if (!limitsRates) return notChecked('limits', subject, expected, 'RATE_LIMIT of wrangler.toml is off');
    if (deployment.key !== undefined)
      return notChecked('limits', subject, expected, "an operator's key is not counted");
    if (['localhost', '127.0.0.1', '[::1]'].includes(new URL(deployment.origin).hostname)) {
      return notChecked('limits', subject, expected, 'a Worker on this machine may not count');
    }
  }
  return same('limits', subject, expected, seen ?? 'none');
}

/**
 * Sends what is refused in any case, so that nothing is computed.
 * @param before an answer to such a request
 */
async function checkFlood(deployment: Deployment, before: Reply): Promise<Finding> {
  if (!before.headers.has('RateLimit-Policy')) {
    return notChecked('limits', TOO_MANY, REFUSED, 'these requests are not counted: there is no RateLimit-Policy');
  }
  const { limit } = LIMITS[deployment.key === undefined ? 'compute' : 'key'];
  const most = FLOOD_FACTOR * limit;
  for (let sent = 0; sent < most; sent += FLOOD_AT_A_TIME) {
    const replies = await Promise.all(
      Array.from({ length: FLOOD_AT_A_TIME }, () => deployment.ask('/v1/classify', { ...REFUSED_TEXT, once: true })),
    );
    const refused = replies.find(({ status }) => status === 429);
    if (refused !== undefined) {
      return compared('limits', TOO_MANY, {
        isRight: Number(refused.headers.get('Retry-After')) >= 1,
        expected: REFUSED,
        seen: `${briefly(refused)}, after ${sent + FLOOD_AT_A_TIME} requests at most`,
      });
    }
  }
  return compared('limits', TOO_MANY, {
    isRight: false,
    expected: REFUSED,
    seen: `none of ${most} requests was refused`,
  });
}
