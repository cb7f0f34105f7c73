import { parser } from '@prometheus-io/lezer-promql';

export interface Matcher {
  label: string;
  operator: '=' | '!=' | '=~' | '!~';
  value: string;
}

export interface Selector {
  metric: string;
  matchers: Matcher[];
}

/** What a query speaks of. */
export interface Query {
  selectors: Selector[];
  /** Labels that it groups, joins or leaves out by. */
  labels: string[];
}

/**
 * Reads a query with Prometheus's own grammar.
 *
 * @throws SyntaxError
 */
export function parseQuery(text: string): Query {
  const query: Query = { selectors: [], labels: [] };
  const tree = parser.parse(text);
  tree.iterate({
    enter({ type, from, to, node }) {
      const source = text.slice(from, to);
      if (type.isError) throw new SyntaxError(`at ${from}: ${text}`);
      if (type.name === 'VectorSelector')
        query.selectors.push({ metric: source.split(/[{\s]/)[0]!, matchers: [] });
      if (type.name === 'UnquotedLabelMatcher') query.selectors.at(-1)!.matchers.push(matcherOf(source));
      if (type.name === 'LabelName' && node.parent?.name === 'GroupingLabels') query.labels.push(source);
    },
  });
  return query;
}

function matcherOf(source: string): Matcher {
  const [, label, operator, value] = /^(\w+)\s*(=~|!~|!=|=)\s*(".*")$/.exec(source)!;
  return { label: label!, operator: operator as Matcher['operator'], value: JSON.parse(value!) as string };
}

/** Whether a series with these labels is selected. */
export function matches({ label, operator, value }: Matcher, labels: Record<string, string>): boolean {
  const actual = labels[label] ?? '';
  const isEqual = operator.endsWith('~') ? new RegExp(`^(?:${value})$`).test(actual) : actual === value;
  return operator.startsWith('!') ? !isEqual : isEqual;
}
