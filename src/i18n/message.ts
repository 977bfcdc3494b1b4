import type { TextKey, Translator } from './texts.ts';

/** A sentence that is not yet in any language: a text's key, and what to fill in. */
export interface Message {
  readonly key: TextKey;
  /** What stays English in every language: names, and descriptions that come with figures. */
  readonly names?: Readonly<Record<string, string>>;
  /** A command line to type. */
  readonly command?: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** Sets off what stays English in every language. */
export type Mark<Value> = (text: string, kind: 'command' | 'name') => Value;

/** A message in the translator's language, in pieces to be joined. */
export function formatParts<Value>(
  t: Translator<TextKey>,
  { key, names = {}, command, values = {} }: Message,
  mark: Mark<Value>,
): (string | number | Value)[] {
  const marked = Object.entries(names).map(([name, text]) => [name, mark(text, 'name')] as const);
  return t.parts<string | number | Value>(key, {
    ...values,
    ...Object.fromEntries(marked),
    ...(command === undefined ? {} : { command: mark(command, 'command') }),
  });
}

/** A message in the translator's language, as plain text. */
export function formatText(t: Translator<TextKey>, message: Message): string {
  return formatParts(t, message, (text) => text).join('');
}
