import { parser } from '@prometheus-io/lezer-promql';
import type { SyntaxNode } from '@lezer/common';

/** A metric that an expression asks for. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
}

/** What an expression needs to find something. */
export interface Needs {
  readonly selectors: readonly Selector[];
  /** Labels by which it groups or joins. */
  readonly groupings: readonly string[];
}

/**
 * Reads a PromQL expression.
 * @throws Error when it is none
 */
export function needsOf(expression: string): Needs {
  const text = (node: SyntaxNode | null): string => (node === null ? '' : expression.slice(node.from, node.to));
  const selectors: Selector[] = [];
  const groupings: string[] = [];
  parser.parse(expression).iterate({
    enter: ({ type, node }) => {
      if (type.isError) throw new Error(`no PromQL at ${node.from}: ${expression}`);
      if (type.name === 'GroupingLabels') groupings.push(...node.getChildren('LabelName').map(text));
      if (type.name !== 'VectorSelector') return;
      const matchers = (node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).map((matcher) => ({
        label: text(matcher.getChild('LabelName')),
        operator: text(matcher.getChild('MatchOp')),
        value: text(matcher.getChild('StringLiteral')).slice(1, -1),
      }));
      selectors.push({ metric: text(node.getChild('Identifier')), matchers });
    },
  });
  if (selectors.length === 0) throw new Error(`it asks for no metric: ${expression}`);
  return { selectors, groupings };
}
