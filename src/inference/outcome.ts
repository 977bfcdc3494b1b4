import { type Refusal, refusalOf } from './refusal.ts';

/** What a step came to: a value, or the reason why there is none. */
export type Outcome<Value> =
  { readonly value: Value; readonly refusal: null } | { readonly value: null; readonly refusal: Refusal };

/** Takes a step, and makes a value of its refusal. */
export async function attempt<Value>(step: () => Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { value: await step(), refusal: null };
  } catch (error) {
    return { value: null, refusal: refusalOf(error) };
  }
}
