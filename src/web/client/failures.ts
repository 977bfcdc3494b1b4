import { type ApiProblem, problemText } from '../home/problem-text.ts';
import type { Translator, ScriptTexts } from '../../i18n/texts.ts';
import { UnreadablePicture } from './picture/prepared-picture.ts';
import { NoAnswer, ProblemAnswer } from './upload.ts';

/** What the page can do after a failure. */
export type Way = 'retry' | 'shrunk' | 'reload';

/** A failure in words. */
export interface FailureReport {
  readonly text: string;
  readonly detail?: string | undefined;
  readonly ways: readonly Way[];
  /** Seconds before another attempt makes sense. */
  readonly wait: number;
}

/** Problems that go away by themselves. */
const PASSING = ['rate-limited', 'busy', 'model-unavailable', 'upload-aborted', 'upload-too-slow', 'internal-error'];
/** Problems that a smaller file does not have. */
const TOO_LARGE = ['body-too-large', 'picture-too-large', 'upload-too-slow', 'truncated-picture'];

/**
 * What to say of an error, and what can be done about it.
 * @param original whether the file was sent as it was
 */
export function reportOf(error: unknown, t: Translator, texts: ScriptTexts, original: boolean): FailureReport {
  if (error instanceof ProblemAnswer) return reportOfProblem(error.problem, error.retryAfter ?? 0, t, texts, original);
  if (error instanceof UnreadablePicture) return { text: t('fail.unreadable'), ways: [], wait: 0 };
  if (error instanceof NoAnswer) {
    return { text: t(navigator.onLine ? 'fail.network' : 'fail.offline'), ways: ['retry'], wait: 0 };
  }
  return { text: t('problem.other'), detail: String(error), ways: ['reload'], wait: 0 };
}

function reportOfProblem(
  problem: ApiProblem,
  wait: number,
  t: Translator,
  texts: ScriptTexts,
  original: boolean,
): FailureReport {
  const kind = problem.type.split('/').at(-1) ?? '';
  const ways: Way[] = [];
  if (PASSING.includes(kind)) ways.push('retry');
  if (original && TOO_LARGE.includes(kind)) ways.push('shrunk');
  if (kind === 'verification-failed') ways.push('reload');
  return { text: problemText(t, texts, problem), detail: problem.detail, ways, wait };
}
