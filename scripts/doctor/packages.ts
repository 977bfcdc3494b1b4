import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { type Finding, fine, listed, note, wrong } from './finding.ts';
import { npm } from './npm.ts';
import { isOlder } from './version.ts';

const namedSchema = z.record(z.string(), z.string()).default({});
const declaredSchema = z.object({ dependencies: namedSchema, devDependencies: namedSchema });
const lockSchema = z.object({
  packages: z.record(z.string(), z.looseObject({ version: z.string().optional(), optional: z.boolean().optional() })),
});
const outdatedSchema = z.record(z.string(), z.object({ current: z.string().optional(), latest: z.string() }));

/** For how long the registry may say nothing, in ms. */
const PATIENCE = 10_000;

/** Whether package.json, the lockfile and what is installed say the same. */
export function checkInstalled(root: string): Finding {
  const lock = readLock(join(root, 'package-lock.json'));
  const installed = readLock(join(root, 'node_modules/.package-lock.json'));
  if (lock === undefined) return wrong('no package-lock.json', 'git restore package-lock.json');
  if (installed === undefined) return wrong('nothing is installed', 'npm ci');
  const declared = declaredSchema.parse(readJson(join(root, 'package.json')));
  const locked = declaredSchema.parse(lock['']);
  const undeclared = (['dependencies', 'devDependencies'] as const).flatMap((kind) =>
    differences(declared[kind], locked[kind]),
  );
  if (undeclared.length > 0) return wrong(`package.json and the lockfile differ: ${listed(undeclared)}`, 'npm install');
  const differing = Object.entries(lock).flatMap(([path, { version, optional = false }]) => {
    if (path === '') return [];
    const there = installed[path]?.version;
    // What is optional is for other systems, or npm would have installed it.
    return there === version || (there === undefined && optional) ? [] : [path.replace(/^node_modules\//, '')];
  });
  if (differing.length > 0) return wrong(`other packages than the lockfile says: ${listed(differing)}`, 'npm ci');
  return fine(`${Object.keys(installed).length} packages, as the lockfile says`);
}

/** Which packages of package.json have a newer version, as the registry that npm is set up for says. */
export async function checkOutdated(root: string): Promise<Finding> {
  const args = ['outdated', '--json', '--fetch-retries=0', `--fetch-timeout=${PATIENCE}`];
  const answer = outdatedSchema.safeParse(parse(await npm(args, root)));
  if (!answer.success) return { state: 'unknown', found: 'the registry of npm does not answer' };
  const newer = Object.entries(answer.data)
    // What is called latest is older where npm itself runs on a Node that the newest do not take.
    .filter(([, { current = '0', latest }]) => isOlder(current, latest))
    .map(([name, { current = 'missing', latest }]) => `${name} ${current} -> ${latest}`);
  if (newer.length === 0) return fine('none is outdated');
  return note(listed(newer), 'npm install --save-exact NAME@VERSION, then npm run check');
}

/** Where nobody asks the registry. */
export const NOT_ASKED: Finding = { state: 'unknown', found: 'not asked, because of --offline' };

function readLock(path: string): z.infer<typeof lockSchema>['packages'] | undefined {
  return existsSync(path) ? lockSchema.parse(readJson(path)).packages : undefined;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

/** Names that one of the records lacks, or has with another value. */
function differences(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name]);
}
