import { Failure } from '../models/failure.ts';
import { closedLoop } from './closed-loop.ts';
import type { ProcessStart } from './local-worker.ts';
import { openLoop } from './open-loop.ts';
import type { BenchOptions } from './options.ts';
import type { Picture } from './picture.ts';
import type { Place, Visit } from './place.ts';
import type { Role, Sample } from './sample.ts';
import { ask } from './target.ts';

/** A workerd process that was started for a model. */
export interface StartedProcess extends ProcessStart {
  readonly target: 'A' | 'B';
  readonly model: string;
  readonly run: number;
  readonly role: 'measured' | 'sweep';
}

/** What an experiment yields, and goes on yielding until it ends or is interrupted. */
export interface Findings {
  readonly samples: Sample[];
  readonly processes: StartedProcess[];
}

/** Who wants to know how far it is. */
export interface Observer {
  /** @param what what is being done now */
  readonly onStep: (what: string) => void;
}

/** What an experiment is made of. */
export interface Plan {
  readonly options: BenchOptions;
  readonly places: readonly Place[];
  readonly pictures: readonly Picture[];
  readonly key: string | undefined;
}

/** Runs of each model against a URL, over which its warm answers are spread so that drift hits all models alike. */
const REMOTE_RUNS = 5;

/** Where one request belongs. */
interface Slot {
  readonly visit: Visit;
  readonly model: string;
  readonly role: Role;
  readonly run: number;
  readonly index: number;
  readonly pair?: number;
  readonly rate?: number;
  readonly due?: number;
}

/** One bench: models take turns, run by run (A B A B), so that whatever changes on the way hits all of them. */
export class Experiment {
  readonly findings: Findings = { samples: [], processes: [] };
  readonly #plan: Plan;
  readonly #observer: Observer;
  readonly #signal: AbortSignal;
  readonly #begin = performance.now();

  constructor(plan: Plan, observer: Observer, signal: AbortSignal) {
    this.#plan = plan;
    this.#observer = observer;
    this.#signal = signal;
  }

  #isInterrupted(): boolean {
    return this.#signal.aborted;
  }

  /** Measures until all is done or the signal fires. */
  async run(): Promise<void> {
    const { models, rates } = this.#plan.options;
    for (let run = 0; run < runsOf(this.#plan); run++) {
      for (const model of models) await this.#measure(model, run);
    }
    for (const rate of rates) {
      for (const model of models) await this.#sweep(model, rate);
    }
  }

  /** One run of a model: a cold answer, warming up, and its share of the warm answers. */
  async #measure(model: string, run: number): Promise<void> {
    const { options, places } = this.#plan;
    const share = shareOf(options.warm, run, runsOf(this.#plan));
    await this.#visit(model, run, 'measured', async (visits) => {
      const slot = (visit: Visit, role: Role, index: number): Slot => ({ visit, model, role, run, index });
      if (run < options.cold) {
        for (const visit of visits) await this.#send({ ...slot(visit, 'cold', run), ...pairOf(places, run) });
      }
      if (share === 0) return;
      for (const [place, visit] of visits.entries()) {
        const warmup = warmupOf(options, places[place], run);
        await closedLoop({ count: warmup, concurrency: 1 }, (i) => this.#send(slot(visit, 'warmup', i)), this.#signal);
      }
      const { rate, concurrency } = options;
      const send = async (index: number, due?: number): Promise<void> => {
        for (const visit of visits) {
          const timing = due === undefined || rate === undefined ? {} : { due, rate };
          await this.#send({ ...slot(visit, 'warm', index), ...pairOf(places, index), ...timing });
        }
      };
      if (rate === undefined) await closedLoop({ count: share, concurrency }, send, this.#signal);
      else await openLoop({ count: share, rate }, send, this.#signal);
    });
  }

  /** One rate of the sweep, in a process that no other rate has left a queue in. */
  async #sweep(model: string, rate: number): Promise<void> {
    const { options, places } = this.#plan;
    await this.#visit(model, 0, 'sweep', async ([visit]) => {
      if (visit === undefined) return;
      const slot = (role: Role, index: number): Slot => ({ visit, model, role, run: 0, index, rate });
      const warmup = warmupOf(options, places[0], 0);
      await closedLoop({ count: warmup, concurrency: 1 }, (i) => this.#send(slot('warmup', i)), this.#signal);
      const count = requestsOf(rate, options.duration);
      await openLoop({ count, rate }, (index, due) => this.#send({ ...slot('sweep', index), due }), this.#signal);
    });
  }

  async #visit(
    model: string,
    run: number,
    role: StartedProcess['role'],
    action: (visits: readonly Visit[]) => Promise<void>,
  ): Promise<void> {
    const visits: Visit[] = [];
    try {
      for (const place of this.#plan.places) {
        if (this.#isInterrupted()) return;
        if (place.isNew) this.#observer.onStep(`${model}: starting workerd`);
        const visit = await place.visit();
        visits.push(visit);
        if (visit.process !== undefined) {
          this.findings.processes.push({ target: place.label, model, run, role, ...visit.process });
        }
      }
      await action(visits);
    } finally {
      for (const visit of visits) await visit.leave();
    }
  }

  async #send({ visit, model, role, run, index, pair, rate, due }: Slot): Promise<void> {
    const { options, pictures, key } = this.#plan;
    const picture = pictures[index % pictures.length];
    if (picture === undefined || this.#isInterrupted()) return;
    this.#observer.onStep(`${model}: ${role}${rate === undefined ? '' : `, ${rate} a second`}`);
    const fresh = role === 'cold' && options.fresh;
    const { query, timeout } = options;
    const answer = await ask(visit.target, { model, picture, query, fresh, timeout, key });
    // What was on its way when Ctrl-C was pressed is left out rather than half known.
    if (this.#isInterrupted()) return;
    if (fresh && answer.status === 403) {
      throw new Failure(`${visit.target.origin} refuses --fresh: ${answer.error ?? ''}`);
    }
    const { sent, received, ...rest } = answer;
    const begin = due ?? sent;
    this.findings.samples.push({
      target: visit.target.label,
      model,
      picture: picture.name,
      role,
      run,
      pair: pair ?? null,
      rate: rate ?? null,
      at_ms: begin - this.#begin,
      late_ms: due === undefined ? null : sent - due,
      client_ms: received - begin,
      ...rest,
    });
  }
}

/** How many steps an observer will be told of. */
export function stepsOf(plan: Plan): number {
  const { options, places } = plan;
  const starts = places.filter(({ isNew }) => isNew).length;
  let steps = 0;
  for (let run = 0; run < runsOf(plan); run++) {
    const warm = shareOf(options.warm, run, runsOf(plan));
    const warmup = warm === 0 ? 0 : places.reduce((sum, place) => sum + warmupOf(options, place, run), 0);
    steps += starts + warmup + places.length * (warm + (run < options.cold ? 1 : 0));
  }
  for (const rate of options.rates) {
    steps += starts + warmupOf(options, places[0], 0) + requestsOf(rate, options.duration);
  }
  return steps * options.models.length;
}

/** Runs of each model: one a cold answer, because a cold answer takes a new process. */
export function runsOf({ options, places }: Plan): number {
  const { cold, warm } = options;
  if (cold + warm === 0) return 0;
  return Math.max(cold, places.some(({ isNew }) => isNew) ? 1 : Math.min(REMOTE_RUNS, warm));
}

/** Deals `total` to `runs` as evenly as whole numbers allow. */
export function shareOf(total: number, run: number, runs: number): number {
  return Math.floor((total * (run + 1)) / runs) - Math.floor((total * run) / runs);
}

/** A URL stays warm from run to run; a new process does not. */
function warmupOf({ warmup }: BenchOptions, place: Place | undefined, run: number): number {
  return place?.isNew === true || run === 0 ? warmup : 0;
}

function pairOf(places: readonly Place[], pair: number): { readonly pair?: number } {
  return places.length > 1 ? { pair } : {};
}

/** Requests of one rate of the sweep. */
export function requestsOf(rate: number, seconds: number): number {
  return Math.max(1, Math.round(rate * seconds));
}
