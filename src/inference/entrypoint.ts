import { WorkerEntrypoint } from 'cloudflare:workers';

import type { Env } from '../env.ts';
import { Job } from './job.ts';
import { type SubjectName, subjectOf } from './subject.ts';

/**
 * Where the computing happens. It is an entrypoint of its own because a Worker cannot time its own computing in
 * production, but can time a call to another one: the HTTP handler opens a job here and times each of its steps.
 */
export class Inference extends WorkerEntrypoint<Env> {
  /**
   * Opens the job of one request.
   * @param subjects what to run, one after the other
   * @throws when a model or an engine is unknown
   */
  open(subjects: readonly SubjectName[]): Job {
    return new Job(subjects.map(subjectOf), this.env, this.ctx);
  }
}
