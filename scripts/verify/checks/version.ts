import { healthSchema, readySchema } from '../../../src/contract/operations.ts';
import { briefly, type Deployment, jsonOf } from '../deployment.ts';
import { compared, type Finding, notChecked } from '../finding.ts';

/** How often a deployment is asked for its version each time: two versions may share its traffic. */
const TIMES = 5;

/** The version of one answer: null where the deployment does not know it, undefined where there was no such answer. */
export type SeenVersion = string | null | undefined;

/** Asks which version answers. */
export async function seeVersions(deployment: Deployment): Promise<SeenVersion[]> {
  const seen: SeenVersion[] = [];
  for (let time = 0; time < TIMES; time++) {
    const health = healthSchema.safeParse(jsonOf(await deployment.ask('/healthz')));
    seen.push(health.success ? health.data.version : undefined);
  }
  return seen;
}

/** Whether the deployment is well, runs a model, and is the version that is expected. */
export async function checkVersion(
  deployment: Deployment,
  seen: readonly SeenVersion[],
  expected: string | undefined,
): Promise<Finding[]> {
  const wrong = seen.filter((version) => version === undefined).length;
  const ready = await deployment.ask('/readyz');
  return [
    compared('version', '/healthz', {
      isRight: wrong === 0,
      expected: 'status ok, and a version',
      seen: wrong === 0 ? 'the same' : `${wrong} of ${seen.length} answers were others`,
    }),
    compared('version', '/readyz', {
      isRight: ready.status === 200 && readySchema.safeParse(jsonOf(ready)).success,
      expected: 'status ready, after a model has run',
      seen: ready.status === 200 ? 'an answer with 200' : briefly(ready),
    }),
    expected === undefined
      ? notChecked('version', 'version', 'the one that was deployed', `no --expect-version; ${countVersions(seen)}`)
      : compared('version', 'version', {
          isRight: seen.every((version) => version === expected),
          expected,
          seen: countVersions(seen),
        }),
  ];
}

/** Which versions answered how often, for people. */
export function countVersions(seen: readonly SeenVersion[]): string {
  const counts = new Map<string, number>();
  for (const version of seen) {
    const name = version === undefined ? 'no answer' : (version ?? 'a version that is not told');
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${name} (${count} of ${seen.length} answers)`).join(', ');
}
