import * as tf from '@tensorflow/tfjs-core';

import { meanOf, topK, type Verdict } from '../models/evaluation/metrics.ts';
import { softmax } from '../../src/verdict/scores.ts';
import { Failure, Interrupted } from '../kit/failure.ts';
import type { Tensors } from '../models/weights/tensor.ts';
import { Head, type HeadShape } from './head.ts';
import { Optimizer, type RULES } from './optimizer.ts';
import type { Prior } from './prior.ts';
import { randomOf } from '../kit/random.ts';
import type { Schedule } from './schedule.ts';

/** Feature vectors with their classes. */
export interface Examples {
  /** `[count, channels]`, row by row. */
  readonly features: Float32Array;
  readonly labels: readonly number[];
}

interface FitOptions {
  readonly shape: HeadShape;
  readonly train: Examples;
  readonly validation: Examples;
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: keyof typeof RULES;
  readonly weightDecay: number;
  readonly labelSmoothing: number;
  readonly schedule: Schedule;
  readonly seed: number;
  /** By which the head of each epoch is judged. */
  readonly prior: Prior;
  /** State of an interrupted run. */
  readonly from?: Progress;
  /** Called after each epoch. */
  readonly onEpoch: (report: EpochReport, progress: Progress) => Promise<void> | void;
  /** Ends the run after the current step; the best head so far is returned. */
  readonly signal?: AbortSignal;
}

/** Figures of one epoch. */
export interface EpochReport {
  /** Counted from 1. */
  readonly epoch: number;
  readonly learningRate: number;
  /** Mean cross-entropy of the training batches, with label smoothing. */
  readonly loss: number;
  /** Cross-entropy on the validation set, without. */
  readonly validationLoss: number;
  readonly top1: number;
  /** Whether it is the best one so far. */
  readonly best: boolean;
}

/** The best epoch: the one with the lowest loss on the validation set, a finer measure than top-1 on a few pictures. */
export interface Best {
  readonly epoch: number;
  readonly top1: number;
  readonly validationLoss: number;
  /** As it was trained: the prior has yet to adjust it. */
  readonly head: Tensors;
}

/** A run as it stands after some epochs. */
export interface Progress {
  readonly epoch: number;
  readonly steps: number;
  readonly head: Tensors;
  readonly optimizer: Tensors;
  readonly best: Best;
}

/** Why a run ended. */
export type Ending = 'finished' | 'interrupted' | 'diverged';

/** Optimiser steps of one epoch. */
export function stepsPerEpoch(examples: number, batchSize: number): number {
  return Math.ceil(examples / batchSize);
}

/**
 * Trains a head on features by cross-entropy. Everything random comes from the seed and the number of the epoch, so the
 * same run gives the same head, also when it was interrupted and resumed in between.
 *
 * @throws Failure when the loss becomes NaN before there is a head to keep
 * @throws Interrupted when there is none yet
 */
export async function fit(options: FitOptions): Promise<{ best: Best; ending: Ending }> {
  const { shape, train, epochs, from, signal } = options;
  const head = from ? Head.from(shape, from.head) : Head.random(shape, options.seed);
  const optimizer = new Optimizer(options.optimizer, { weightDecay: options.weightDecay }, head.variables);
  if (from) optimizer.restore(from.optimizer, from.steps);
  const features = tf.tensor2d(train.features, [train.labels.length, shape.features]);
  const targets = smoothedTargets(train.labels, shape.classes, options.labelSmoothing);
  let best = from?.best;
  try {
    for (let epoch = (from?.epoch ?? 0) + 1; epoch <= epochs; epoch++) {
      const loss = await trainEpoch(options, epoch, head, optimizer, features, targets);
      if (loss === undefined) return ended(best, 'interrupted', epoch);
      const tensors = head.tensors();
      const { top1, validationLoss } = validate(shape, tensors, options);
      if (!Number.isFinite(loss) || !Number.isFinite(validationLoss)) return ended(best, 'diverged', epoch);
      const better = best === undefined || validationLoss < best.validationLoss;
      if (better || best === undefined) best = { epoch, top1, validationLoss, head: tensors };
      const { learningRate } = options.schedule(optimizer.steps - 1);
      const progress = { epoch, steps: optimizer.steps, head: tensors, optimizer: optimizer.state(), best };
      await options.onEpoch({ epoch, learningRate, loss, validationLoss, top1, best: better }, progress);
      if (signal?.aborted === true && epoch < epochs) return ended(best, 'interrupted', epoch);
    }
    return ended(best, 'finished', epochs);
  } finally {
    tf.dispose([features, targets]);
    optimizer.dispose();
    head.dispose();
  }
}

function ended(best: Best | undefined, ending: Ending, epoch: number): { best: Best; ending: Ending } {
  if (best !== undefined) return { best, ending };
  if (ending === 'interrupted') {
    throw new Interrupted('interrupted before the first epoch was over, so there is no head to keep');
  }
  throw new Failure(`the loss became NaN in epoch ${epoch}, before there was a head to keep; try a lower --lr`);
}

/** @returns the mean loss, or undefined when it was interrupted */
async function trainEpoch(
  { train, batchSize, schedule, seed, signal }: FitOptions,
  epoch: number,
  head: Head,
  optimizer: Optimizer,
  features: tf.Tensor2D,
  targets: tf.Tensor2D,
): Promise<number | undefined> {
  const order = randomOf('epoch', seed, epoch).shuffle(train.labels.map((_, index) => index));
  let sum = 0;
  for (let from = 0; from < order.length; from += batchSize) {
    // Lets a Ctrl-C in between the steps.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted === true) return undefined;
    const batch = order.slice(from, from + batchSize);
    const loss = step(head, optimizer, schedule, features, targets, batch);
    sum += loss * batch.length;
    if (!Number.isFinite(loss)) break;
  }
  return sum / order.length;
}

function step(
  head: Head,
  optimizer: Optimizer,
  schedule: Schedule,
  features: tf.Tensor2D,
  targets: tf.Tensor2D,
  batch: readonly number[],
): number {
  return tf.tidy(() => {
    const indices = tf.tensor1d([...batch], 'int32');
    const [x, y] = [tf.gather(features, indices), tf.gather(targets, indices)];
    const variables = [...head.variables];
    const { value, grads } = tf.variableGrads(
      () => tf.losses.softmaxCrossEntropy(y, head.logits(x)),
      variables.map(([, variable]) => variable),
    );
    const gradients = new Map(
      variables.map(([name, variable]) => [name, grads[variable.name] ?? tf.zerosLike(variable)]),
    );
    optimizer.step(gradients, schedule(optimizer.steps));
    return value.dataSync()[0] ?? NaN;
  });
}

/** `[count, classes]`: 1 - smoothing for the true class, and smoothing spread over all, as PyTorch has it. */
function smoothedTargets(labels: readonly number[], classes: number, smoothing: number): tf.Tensor2D {
  const data = new Float32Array(labels.length * classes).fill(smoothing / classes);
  labels.forEach((label, row) => {
    data[row * classes + label] = 1 - smoothing + smoothing / classes;
  });
  return tf.tensor2d(data, [labels.length, classes]);
}

/** What a head says of examples. */
export function verdictsOf(shape: HeadShape, tensors: Tensors, { features, labels }: Examples): Verdict[] {
  const head = Head.from(shape, tensors);
  try {
    const { classes, features: channels } = shape;
    const logits = tf.tidy(
      () => head.logits(tf.tensor2d(features, [labels.length, channels])).dataSync() as Float32Array,
    );
    return labels.map((truth, row) => ({
      truth,
      scores: softmax(logits.subarray(row * classes, (row + 1) * classes)),
    }));
  } finally {
    head.dispose();
  }
}

function validate(
  shape: HeadShape,
  tensors: Tensors,
  { validation, prior: { adjust, weigh } }: FitOptions,
): { top1: number; validationLoss: number } {
  const verdicts = verdictsOf(shape, adjust(tensors), validation);
  const loss = ({ truth, scores }: Verdict): number => -Math.log(Math.max(scores[truth] ?? NaN, Number.MIN_VALUE));
  return { top1: topK(verdicts, 1, weigh), validationLoss: meanOf(verdicts, loss, weigh) };
}
