/** One line of Prometheus' text format. */
export interface Line {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a metric says of itself, and its lines. */
export interface Family {
  readonly help: string;
  readonly type: string;
  readonly lines: readonly Line[];
}

/**
 * Reads text format 0.0.4 strictly: each family begins with HELP and TYPE and is in one piece, names and labels are made
 * of the permitted characters, nothing comes twice, and the last line ends.
 */
export function parsePrometheus(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const families = new Map<string, { help: string; type: string; lines: Line[] }>();
  const seen = new Set<string>();
  let help: readonly string[] = [];
  let current: { name: string; type: string; lines: Line[] } | undefined;
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.+)$/.exec(line);
    if (comment !== null) {
      const [, kind, name = '', rest = ''] = comment;
      if (kind === 'HELP') help = [name, rest];
      else {
        if (help[0] !== name || families.has(name)) throw new Error(`TYPE of ${name} is out of place`);
        current = { name, type: rest, lines: [] };
        families.set(name, { help: help[1] ?? '', type: rest, lines: current.lines });
      }
      continue;
    }
    const [, name = '', inner = '', number = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (current === undefined || !belongs(name, current)) throw new Error(`a line out of place: ${line}`);
    if (seen.has(`${name}{${inner}}`)) throw new Error(`twice: ${line}`);
    seen.add(`${name}{${inner}}`);
    const value = Number(number.replace('+Inf', 'Infinity'));
    if (Number.isNaN(value)) throw new Error(`not a number: ${line}`);
    current.lines.push({ name, labels: parseLabels(inner), value });
  }
  return families;
}

function belongs(line: string, { name, type }: { name: string; type: string }): boolean {
  return type === 'histogram' ? ['_bucket', '_sum', '_count'].some((suffix) => line === name + suffix) : line === name;
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  const pattern = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y;
  while (pattern.lastIndex < text.length) {
    const [, name, value] = pattern.exec(text) ?? [];
    if (name === undefined || value === undefined || name in labels) throw new Error(`labels: ${text}`);
    labels[name] = value.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
  }
  return labels;
}
