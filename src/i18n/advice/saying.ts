import type { Say, TextKey } from '../texts.ts';

/** A sentence that is not yet said in any language. */
export interface Saying {
  readonly key: TextKey;
  /** What stays English in every language: names, and descriptions that came with the figures. */
  readonly names?: Readonly<Record<string, string>>;
  /** A command line to type. */
  readonly command?: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** Sets off what stays English in every language. */
export type Mark<Value> = (text: string, kind: 'command' | 'name') => Value;

/** The sentence in a language, in pieces to be joined. */
export function spell<Value>(
  say: Say<TextKey>,
  { key, names = {}, command, values = {} }: Saying,
  mark: Mark<Value>,
): (string | number | Value)[] {
  const marked = Object.entries(names).map(([name, text]) => [name, mark(text, 'name')] as const);
  return say.parts<string | number | Value>(key, {
    ...values,
    ...Object.fromEntries(marked),
    ...(command === undefined ? {} : { command: mark(command, 'command') }),
  });
}

/** The sentence as text alone. */
export function plainly(say: Say<TextKey>, saying: Saying): string {
  return spell(say, saying, (text) => text).join('');
}
