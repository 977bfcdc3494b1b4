/** How much a line of the log matters, the least first. */
export const LEVELS = ['info', 'warn', 'error'] as const;

export type Level = (typeof LEVELS)[number];

const WRITE: Record<Level, (line: string) => void> = {
  info: (line) => {
    console.log(line);
  },
  warn: (line) => {
    console.warn(line);
  },
  error: (line) => {
    console.error(line);
  },
};

/**
 * Writes one line of JSON, which Workers Logs takes apart into fields. No field may tell who sent a request or what its
 * picture shows: no address, key, path, query, file name, EXIF or pixel.
 */
export function logEvent(level: Level, event: string, fields: Readonly<Record<string, unknown>> = {}): void {
  WRITE[level](JSON.stringify({ level, event, ...fields }));
}

const logged = new Set<string>();

/**
 * As {@link logEvent}, but only once in the life of the isolate.
 * @param fields what is told once: few are possible, because all that were told are remembered
 * @param details may differ each time
 */
export function logEventOnce(
  level: Level,
  event: string,
  fields: Readonly<Record<string, string>>,
  details: Readonly<Record<string, unknown>> = {},
): void {
  const key = JSON.stringify([event, fields]);
  if (logged.has(key)) return;
  logged.add(key);
  logEvent(level, event, { ...fields, ...details });
}
