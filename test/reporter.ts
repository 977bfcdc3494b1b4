import type { Reporter, TestCase, TestModule, TestSpecification } from 'vitest/node';

/** How many files are named as the slowest. */
const NAMED = 10;

/** Says beside vitest's own progress what will run, which files took longest, and how it went in one line. */
export default class SummaryReporter implements Reporter {
  onTestRunStart(specifications: readonly TestSpecification[]): void {
    const byProject = Map.groupBy(specifications, ({ project }) => project.name);
    const parts = [...byProject].map(([name, files]) => `${files.length} ${name}`);
    print(`edgelens: ${specifications.length} files of tests: ${parts.join(', ')}`);
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const files = modules.map((module) => ({ path: module.relativeModuleId, seconds: secondsOf(module) }));
    const slowest = files.toSorted((one, other) => other.seconds - one.seconds).slice(0, NAMED);
    print(`\nThe slowest of ${files.length} files, set-up included:`);
    for (const { path, seconds } of slowest) print(`${seconds.toFixed(1).padStart(8)} s  ${path}`);

    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: ReturnType<TestCase['result']>['state']): number =>
      tests.filter((test) => test.result().state === state).length;
    // What breaks outside of a test, in a hook or while a file is read, is a failure as well.
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length;
    print(`\n${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped')} skipped`);
  }
}

function secondsOf(module: TestModule): number {
  const { setupDuration, collectDuration, prepareDuration, environmentSetupDuration, duration } = module.diagnostic();
  return (setupDuration + collectDuration + prepareDuration + environmentSetupDuration + duration) / 1000;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
