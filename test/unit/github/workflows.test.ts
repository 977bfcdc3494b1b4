/** Nothing of .github runs here: GitHub's own parser says whether it would be taken, and the rest is compared with what it names. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

import { ROOT } from '../../../scripts/kit/paths.ts';
import { complaints } from './parser.ts';

const stepSchema = z.looseObject({
  id: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  if: z.string().optional(),
});
const workflowSchema = z.looseObject({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.looseObject({
      'timeout-minutes': z.int(),
      strategy: z.looseObject({ matrix: z.record(z.string(), z.array(z.union([z.string(), z.int()]))) }).optional(),
      steps: z.array(stepSchema),
    }),
  ),
});
const packageSchema = z.object({
  engines: z.object({ node: z.string() }),
  scripts: z.record(z.string(), z.string()),
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});
const dependabotSchema = z.object({
  updates: z.array(
    z.looseObject({
      'package-ecosystem': z.string(),
      groups: z.record(z.string(), z.looseObject({ patterns: z.array(z.string()).optional() })),
      ignore: z.array(z.looseObject({ 'dependency-name': z.string() })).default([]),
    }),
  ),
});

const own = packageSchema.parse(JSON.parse(read('package.json')));

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

describe.each(['ci.yml', 'deploy.yml'])('%s', (name) => {
  const content = read(`.github/workflows/${name}`);
  const { permissions, jobs } = workflowSchema.parse(parse(content));
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  it("has nothing that GitHub's parser complains about", async () => {
    expect(await complaints(content)).toEqual([]);
  });

  it('may read the repository, and nothing else', () => {
    expect(permissions).toEqual({ contents: 'read' });
    expect(content).not.toMatch(/pull_request_target|persist-credentials: true/);
  });

  it('pins what it uses by commits, and says of which version', () => {
    const used = content.split('\n').filter((line) => /\buses:/.test(line));
    expect(used.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
    expect(used.length).toBeGreaterThan(0);
  });

  it('runs commands that are there', () => {
    const commands = steps.flatMap(({ run = '' }) =>
      Array.from(run.matchAll(/\bnpm (?:run )?([a-z]+)/g), ([, command = '']) => command),
    );
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.filter((command) => !(command in own.scripts))).toEqual([]);
  });

  it('has an expression of GitHub in no shell, where it would be code', () => {
    expect(steps.filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
  });
});

it("GitHub's parser does complain", async () => {
  const broken =
    'on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n        wiht: {}\n';
  expect(await complaints(broken)).toEqual([expect.stringContaining('wiht')]);
  expect(await complaints(broken.replace('wiht: {}', 'if: ${{ steps.x.'))).not.toEqual([]);
});

it('tests begin on the oldest Node that package.json promises, on three systems', () => {
  const { jobs } = workflowSchema.parse(parse(read('.github/workflows/ci.yml')));
  const { node = [], os } = jobs['test']?.strategy?.matrix ?? {};
  expect(own.engines.node).toBe(`>=${node[0]}`);
  expect(node).toEqual([20, 22, 24]);
  expect(os).toEqual(['ubuntu-latest', 'macos-latest', 'windows-latest']);
});

describe('a deployment', () => {
  const [look, ...others] =
    workflowSchema.parse(parse(read('.github/workflows/deploy.yml'))).jobs['deploy']?.steps ?? [];

  it.skipIf(spawnSync('bash', ['--version']).status !== 0).each([
    ['token', 'account', 'there=true\n'],
    ['', 'account', ''],
    ['token', '', ''],
  ])('with the secrets "%s" and "%s" says so to the steps after it', (TOKEN, ACCOUNT, expected) => {
    const output = join(mkdtempSync(join(tmpdir(), 'edgelens-workflow-')), 'output');
    writeFileSync(output, '');
    const env = { ...process.env, TOKEN, ACCOUNT, GITHUB_OUTPUT: output };
    expect(spawnSync('bash', ['-e', '-c', look?.run ?? ''], { env }).status).toBe(0);
    expect(readFileSync(output, 'utf8')).toBe(expected);
    rmSync(dirname(output), { recursive: true });
  });

  it('without them does nothing else', () => {
    expect(look?.id).toBe('secrets');
    const verified = others.findIndex(({ id }) => id === 'verify');
    expect(others.slice(0, verified + 1).filter((step) => step.if !== "steps.secrets.outputs.there == 'true'")).toEqual(
      [],
    );
    expect(others.slice(verified + 1).map((step) => step.if)).toEqual([
      "always() && steps.verify.outcome != 'skipped' && hashFiles('verification.md') != ''",
    ]);
  });

  it('is verified after it was deployed', () => {
    const ids = others.flatMap(({ id }) => id ?? []);
    expect(ids).toEqual(['deploy', 'verify']);
  });
});

it('updates are grouped, and those that are named are dependencies', () => {
  const { updates } = dependabotSchema.parse(parse(read('.github/dependabot.yml')));
  expect(updates.map((update) => [update['package-ecosystem'], Object.keys(update.groups)])).toEqual([
    ['npm', ['cloudflare', 'shipped', 'tools']],
    ['github-actions', ['actions']],
  ]);
  const [npm] = updates;
  const named = [
    ...(npm?.groups['cloudflare']?.patterns ?? []),
    ...(npm?.ignore ?? []).map((ignored) => ignored['dependency-name']),
  ];
  const all = Object.keys({ ...own.dependencies, ...own.devDependencies });
  const isThere = (pattern: string): boolean => all.some((name) => name.startsWith(pattern.replace(/\*$/, '')));
  expect(named.filter((pattern) => !isThere(pattern))).toEqual([]);
});
