import { WorkerEntrypoint } from 'cloudflare:workers';

import { findModel, knowsAllModels } from '../catalogue/registry.ts';
import type { EngineModelName, StepResult, Trace } from '../contract/job.ts';
import type { Env } from '../env.ts';
import { findEngineModel } from './engines/engines.ts';
import { Job, runStep } from './job.ts';
import { modelUnavailable } from './refusal.ts';

/**
 * Where the computing happens. It is an entrypoint of its own because a Worker cannot time its own computing in
 * production, but can time a call to another one: the HTTP handler opens a job here and times each of its steps.
 */
export class Inference extends WorkerEntrypoint<Env> {
  /**
   * Opens the job of one request.
   * @param models what to run, one after the other
   * @param trace of the request, for what the job has to log
   * @returns the job, or the refusal of a model that the bucket, which does not answer, may have
   * @throws when a model or an engine is unknown
   */
  async open(models: readonly EngineModelName[], trace: Trace): Promise<StepResult<Job>> {
    // The handler knew them, and may have run in another isolate.
    if (this.env.MODELS !== undefined && models.some(({ model }) => findModel(model) === undefined)) {
      const { lookIntoBucket } = await import('./model-bucket.ts');
      await lookIntoBucket(this.env.MODELS, true);
    }
    return runStep(() => {
      const unknown = models.find(({ model }) => findModel(model) === undefined);
      if (unknown !== undefined && !knowsAllModels())
        throw modelUnavailable(unknown.model, 'the bucket does not answer', trace);
      return new Job(models.map(findEngineModel), trace, this.env, this.ctx);
    });
  }
}
