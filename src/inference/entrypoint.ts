import { WorkerEntrypoint } from 'cloudflare:workers';

import { findModel } from '../catalogue/registry.ts';
import type { EngineModelName, Trace } from '../contract/job.ts';
import type { Env } from '../env.ts';
import { findEngineModel } from './engines/engines.ts';
import { Job } from './job.ts';

/**
 * Where the computing happens. It is an entrypoint of its own because a Worker cannot time its own computing in
 * production, but can time a call to another one: the HTTP handler opens a job here and times each of its steps.
 */
export class Inference extends WorkerEntrypoint<Env> {
  /**
   * Opens the job of one request.
   * @param models what to run, one after the other
   * @param trace of the request, for what the job has to log
   * @throws when a model or an engine is unknown
   */
  async open(models: readonly EngineModelName[], trace: Trace): Promise<Job> {
    // The handler knew them, and may have run in another isolate.
    if (this.env.MODELS !== undefined && models.some(({ model }) => findModel(model) === undefined)) {
      const { lookIntoBucket } = await import('./model-bucket.ts');
      await lookIntoBucket(this.env.MODELS, true);
    }
    return new Job(models.map(findEngineModel), trace, this.env, this.ctx);
  }
}
