import { readFile } from 'node:fs/promises';

import { z } from 'zod';

import { DESCRIPTION } from '../../kit/paths.ts';
import { type Deployment, jsonOf } from '../deployment.ts';
import { compared, type Finding, same } from '../finding.ts';

/** Members that differ from deployment to deployment: where it is, and which keys it takes. */
const OWN = ['servers', 'security'];

/** How many places are named that differ. */
const NAMED = 3;

/** Whether `/openapi.json` is that of this checkout. */
export async function checkDescription(deployment: Deployment): Promise<Finding[]> {
  const reply = await deployment.ask('/openapi.json');
  const [there, here] = [jsonOf(reply), JSON.parse(await readFile(DESCRIPTION, 'utf8')) as unknown];
  const places = differences(here, there);
  return [
    compared('description', '/openapi.json', {
      isRight: reply.status === 200 && places.length === 0,
      expected: 'the description of this checkout, but for servers and keys',
      seen: reply.status !== 200 ? String(reply.status) : places.length === 0 ? 'the same' : named(places),
    }),
    same('description', 'servers', deployment.origin, serverOf(there) ?? 'none'),
  ];
}

function named(places: readonly string[]): string {
  const further = places.length > NAMED ? `, and ${places.length - NAMED} more places` : '';
  return `another one at ${places.slice(0, NAMED).join(', ')}${further}`;
}

const serversSchema = z.object({ servers: z.tuple([z.object({ url: z.string() })]) });

function serverOf(description: unknown): string | undefined {
  return serversSchema.safeParse(description).data?.servers[0].url;
}

/** JSON pointers of what differs. */
function differences(here: unknown, there: unknown, path = ''): string[] {
  if (typeof here !== 'object' || here === null) return here === there ? [] : [path];
  if (typeof there !== 'object' || there === null || Array.isArray(here) !== Array.isArray(there)) return [path || '/'];
  const [a, b] = [asObject(here), asObject(there)];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) =>
    OWN.includes(key) ? [] : differences(a[key], b[key], `${path}/${key.replaceAll('/', '~1')}`),
  );
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
