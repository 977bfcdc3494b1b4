import { type Measure, MEASURES, START_KINDS } from '../names.ts';
import { choiceOf, patternOf, textOf, wholeNumberOf } from './kinds.ts';
import { optional, type Parameter, parameterOf, withDefault } from './parameter.ts';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A length of time as {@link windowParameter} takes it, in seconds; undefined where it is none. */
export function windowSeconds(text: string): number | undefined {
  const [, count, unit = 's'] = /^(0*[1-9]\d{0,7})([smhd])?$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (SECONDS[unit] ?? 1);
}

/** `15m`, `24h`, `7d`, or seconds with or without their unit; in seconds. */
export const windowParameter = parameterOf<number>(
  'a length of time: 90, 90s, 15m, 24h or 7d',
  (text) => {
    const value = windowSeconds(text);
    return value === undefined ? undefined : { value };
  },
  {
    type: 'string',
    pattern: '^0*[1-9][0-9]{0,7}[smhd]?$',
    description:
      'How far back: seconds, or a number with `s`, `m`, `h` or `d`; at most as long as samples are kept (30 days, if the deployment does not say otherwise). A day when left out.',
    example: '24h',
  },
);

const MEASURE_NAMES: readonly string[] = ['all', ...MEASURES];

/** May be given several times. */
const phaseParameter: Parameter<readonly Measure[]> = {
  required: true,
  schema: {
    type: 'array',
    items: { type: 'string', enum: MEASURE_NAMES },
    default: ['total'],
    description: 'Which phases, as in `timings` of a classification; may be given several times.',
  },
  read: (given = []) => {
    const names = typeof given === 'string' ? [given] : given;
    if (!names.every((name) => MEASURE_NAMES.includes(name))) return { expected: `one of ${MEASURE_NAMES.join(', ')}` };
    return { value: names.includes('all') ? MEASURES : MEASURES.filter((measure) => names.includes(measure)) };
  },
};

/** Which version of the Worker, by its id or its tag. */
export const versionParameter = patternOf(
  /^[\x20-\x7e]{1,100}$/,
  'the id or the tag of a version, as `versions` has it',
  {
    pattern: '^[ -~]{1,100}$',
    description:
      'Only what this version of the Worker answered: its id or its tag, as `versions` of the answer has them. All versions when left out.',
  },
);

/** Query of `GET /v1/latency`. */
export const latencyQuery = {
  model: optional(
    textOf('one name', { description: 'Name of a model; all of them when left out.', example: 'efficientnet_b0' }),
  ),
  phase: withDefault(phaseParameter, ['total']),
  start: optional(
    choiceOf(START_KINDS, START_KINDS.join(' or '), {
      description: 'Only cold or only warm requests. Without it both, each for itself.',
    }),
  ),
  group: optional(
    choiceOf(['version'], 'version', {
      description: 'Keeps the versions of the Worker apart, so that a canary stands beside what it is to replace.',
    }),
  ),
  version: optional(versionParameter),
  window: optional(windowParameter),
  slices: withDefault(
    wholeNumberOf(1, 96, {
      default: 1,
      description: 'Cuts the window into so many equal parts, each with figures of its own in `series`.',
    }),
    1,
  ),
};
