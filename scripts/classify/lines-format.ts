import { z } from 'zod';

import { UsageError } from '../kit/failure.ts';
import { isPassing, kindOf, problemSchema } from './answer.ts';
import type { OutputFormat } from './output-file.ts';

const lineSchema = z.looseObject({ file: z.string(), problem: problemSchema.nullable() });

/** A line of JSON for each file, with the whole answer or problem. */
export const LINES_FORMAT: OutputFormat = {
  head: '',
  nameOf: (file) => file,
  write: (outcome) => `${JSON.stringify(outcome)}\n`,
  read: (text) =>
    // What stands behind the last line end was torn.
    text
      .split('\n')
      .slice(0, -1)
      .map((line, index) => {
        const parsed = lineSchema.safeParse(jsonOf(line));
        if (!parsed.success) throw new UsageError(`--resume: line ${index + 1} of the file is none of this command's`);
        const { file, problem } = parsed.data;
        return { file, isPassing: problem !== null && isPassing(kindOf(problem)), text: `${line}\n` };
      }),
};

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
