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

/** As {@link logEvent}, but the same line only once in the life of the isolate. */
export function logEventOnce(level: Level, event: string, fields: Readonly<Record<string, unknown>> = {}): void {
  const line = JSON.stringify([level, event, fields]);
  if (logged.has(line)) return;
  logged.add(line);
  logEvent(level, event, fields);
}
