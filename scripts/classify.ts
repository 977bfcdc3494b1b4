import { kindOf, type Outcome } from './classify/answer.ts';
import { Deployment } from './classify/deployment.ts';
import { filesOf } from './classify/files.ts';
import { LINES_FORMAT } from './classify/lines-format.ts';
import { classifyCommand, type ClassifyOptions, completeClassifyOptions } from './classify/options.ts';
import { OutputFile } from './classify/output-file.ts';
import { showProgress } from './classify/progress.ts';
import { classifyFiles } from './classify/run.ts';
import { Summary } from './classify/summary.ts';
import { tableFormat } from './classify/table-format.ts';
import { main, TERMINAL } from './kit/command.ts';
import { Failure, Interrupted } from './kit/failure.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

await main(
  classifyCommand.action(async (names, given) => {
    const options = completeClassifyOptions(given, process.env);
    const files = filesOf(names);
    const interruption = new AbortController();
    const onSignal = (): void => {
      interruption.abort();
    };
    for (const signal of SIGNALS) process.once(signal, onSignal);
    try {
      await classify(files, options, interruption.signal);
    } finally {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    }
  }),
);

async function classify(files: readonly string[], options: ClassifyOptions, signal: AbortSignal): Promise<void> {
  const deployment = new Deployment(options.url, options.query, options.key);
  const outputs = outputsOf(options);
  await deployment.requireAlive(signal).catch((error: unknown) => {
    for (const output of outputs) output.close();
    throw error;
  });
  const left = files.filter((file) => outputs.length === 0 || outputs.some((output) => !output.has(file)));
  const summary = new Summary();
  const isPrinted = outputs.length === 0;
  const progress = showProgress(left.length, isPrinted, TERMINAL.note);
  const begin = performance.now();
  const onOutcome = (outcome: Outcome): void => {
    summary.add(outcome);
    for (const output of outputs) output.add(outcome);
    if (isPrinted) TERMINAL.print(lineOf(outcome));
    progress.onOutcome(summary);
  };
  try {
    await classifyFiles(left, deployment, options, { onOutcome, onWait: progress.onWait }, signal);
  } finally {
    progress.stop();
    for (const output of outputs) output.close();
    // A deployment that refuses the first request says enough.
    const lines =
      left.length > 0 && summary.count === 0
        ? []
        : summary.lines((performance.now() - begin) / 1000, files.length - left.length);
    for (const line of lines) (isPrinted ? TERMINAL.note : TERMINAL.print)(line);
  }
  if (signal.aborted) {
    const rest = `${left.length - summary.count} of ${files.length} pictures are left`;
    throw new Interrupted(`interrupted: ${rest}${isPrinted ? '' : ', which --resume goes on with'}`);
  }
  if (summary.failed > 0) throw new Failure(`${summary.failed} of ${summary.count} pictures have no answer`);
}

function outputsOf({ csv, jsonl, topK, ...mode }: ClassifyOptions): OutputFile[] {
  return [
    ...(csv === undefined ? [] : [new OutputFile(csv, tableFormat(topK), mode)]),
    ...(jsonl === undefined ? [] : [new OutputFile(jsonl, LINES_FORMAT, mode)]),
  ];
}

/** An outcome as a line for people and `grep`. */
function lineOf({ file, answer, problem }: Outcome): string {
  if (answer === null) return `${file}: ${kindOf(problem)}: ${problem.detail}`;
  const classes = answer.predictions.map(({ label, score }) => `${(100 * score).toFixed(1)} % ${label}`);
  return `${file}: ${answer.unknown ? 'not sure: ' : ''}${classes.join(' | ')}`;
}
