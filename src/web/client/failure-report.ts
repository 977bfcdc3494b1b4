import { type ApiProblem, problemText } from '../answer/problem-text.ts';
import type { Translator, ScriptTexts } from '../../i18n/texts.ts';
import { UnreadablePicture } from './picture/prepared-picture.ts';
import { MissingScript } from './missing-script.ts';
import { NoAnswer, ProblemAnswer } from './api-client.ts';
import { DeviceFailure } from './device/device-failure.ts';

/** What the visitor can do after a failure. */
export type FailureAction = 'retry' | 'shrunk' | 'reload';

/** A failure in words. */
export interface FailureReport {
  readonly text: string;
  readonly detail?: string | undefined;
  readonly actions: readonly FailureAction[];
  /** Seconds to wait before another attempt. */
  readonly wait: number;
}

/** Problems that go away by themselves. */
const PASSING = ['rate-limited', 'busy', 'model-unavailable', 'upload-aborted', 'upload-too-slow', 'internal-error'];
/** Problems that a smaller file avoids. */
const TOO_LARGE = ['body-too-large', 'picture-too-large', 'upload-too-slow', 'truncated-picture'];

/** Problems that other pictures do not have. */
const OF_PICTURE = [
  ...['body-too-large', 'picture-too-large', 'truncated-picture', 'empty-body', 'not-a-picture', 'bad-dimensions'],
  ...['unsupported-picture-format', 'unsupported-media-type'],
];

/** Whether an error is because of the picture, so that another one may be answered. */
export function isOfPicture(error: unknown): boolean {
  if (error instanceof ProblemAnswer) return OF_PICTURE.includes(error.problem.type.split('/').at(-1) ?? '');
  return error instanceof UnreadablePicture || (error instanceof DeviceFailure && error.problem === 'unreadable');
}

/**
 * An error in words, and what the visitor can do about it.
 * @param original whether the file was sent as it was
 */
export function failureReport(error: unknown, t: Translator, texts: ScriptTexts, original: boolean): FailureReport {
  if (error instanceof ProblemAnswer) return problemReport(error.problem, error.retryAfter ?? 0, t, texts, original);
  if (error instanceof UnreadablePicture) return { text: t('fail.unreadable'), actions: [], wait: 0 };
  if (error instanceof DeviceFailure) {
    // Asked again, it notices that the model is gone, and offers it.
    return { text: t(`device.problem.${error.problem}`), actions: ['retry'], wait: 0 };
  }
  if (error instanceof MissingScript) return { text: t('fail.network'), actions: ['reload'], wait: 0 };
  if (error instanceof NoAnswer) {
    return { text: t(navigator.onLine ? 'fail.network' : 'fail.offline'), actions: ['retry'], wait: 0 };
  }
  return { text: t('problem.other'), detail: String(error), actions: ['reload'], wait: 0 };
}

function problemReport(
  problem: ApiProblem,
  wait: number,
  t: Translator,
  texts: ScriptTexts,
  original: boolean,
): FailureReport {
  const kind = problem.type.split('/').at(-1) ?? '';
  const actions: FailureAction[] = [];
  if (PASSING.includes(kind)) actions.push('retry');
  if (original && TOO_LARGE.includes(kind)) actions.push('shrunk');
  if (kind === 'verification-failed') actions.push('reload');
  return { text: problemText(t, texts, problem), detail: problem.detail, actions, wait };
}
