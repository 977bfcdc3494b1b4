import type { StepResult } from '../contract/job.ts';
import { budget } from './memory/isolate-memory.ts';
import { reasonOf } from './refusal.ts';

/**
 * Runs a step of a job.
 * @returns its value, or why it was refused
 * @throws what is not a refusal
 */
export async function runStep<Value>(step: () => Value | Promise<Value>): Promise<StepResult<Value>> {
  try {
    return { value: await step(), refusal: null };
  } catch (error) {
    return { value: null, refusal: { ...reasonOf(error), memory: budget.report() } };
  }
}
