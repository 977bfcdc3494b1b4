import type { UseCaseName } from '../../contract/names.ts';
import type { Axis } from './candidate.ts';

/** What matters for a task, and which architectures people usually choose for it. */
export interface UseCase {
  /** How much each axis counts; they sum to 1. */
  readonly weights: Readonly<Record<Axis, number>>;
  /** Architectures that are the usual choice. They are named, and have no advantage. */
  readonly usual: readonly string[];
  /** What the task asks of a model. */
  readonly sentence: string;
}

/** The tasks that advice is given for. */
export const USE_CASES: Readonly<Record<UseCaseName, UseCase>> = {
  medical: {
    weights: { accuracy: 0.65, latency: 0.05, size: 0.05, interpretability: 0.25 },
    usual: ['efficientnet_b3', 'efficientnet_b4'],
    sentence: 'In medicine a wrong answer costs more than a slow one, and somebody has to see why it was given.',
  },
  agriculture: {
    weights: { accuracy: 0.35, latency: 0.3, size: 0.25, interpretability: 0.1 },
    usual: ['mobilenetv3_small_100', 'mobilenetv3_large_100', 'efficientnet_b0'],
    sentence: 'In the field the answer has to come over a thin line, from the smallest device that will do.',
  },
  quality_inspection: {
    weights: { accuracy: 0.45, latency: 0.25, size: 0.05, interpretability: 0.25 },
    usual: ['resnet50'],
    sentence: 'On a line parts look alike and light is fixed: what counts is a robust network that is well understood.',
  },
  newest_accuracy: {
    weights: { accuracy: 0.85, latency: 0.05, size: 0.05, interpretability: 0.05 },
    usual: ['convnext_tiny'],
    sentence: 'Accuracy first, with the price second.',
  },
};

/** Without a task every axis has the same weight. */
export const BALANCED: UseCase = {
  weights: { accuracy: 0.25, latency: 0.25, size: 0.25, interpretability: 0.25 },
  usual: [],
  sentence: 'No task was named, so all four axes count the same.',
};
