import { Failure } from '../kit/failure.ts';
import { closedLoop } from '../kit/load/closed-loop.ts';
import type { ProcessStart } from '../kit/worker/worker-process.ts';
import { openLoop } from '../kit/load/open-loop.ts';
import type { Visit } from './place.ts';
import { type Plan, requestsOf, runsOf, shareOf, warmupOf } from './plan.ts';
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

  /** One run of a model: a cold answer, and its share of the warm ones. */
  async #measure(model: string, run: number): Promise<void> {
    const { cold, fresh, warm } = this.#plan.options;
    const share = shareOf(warm, run, runsOf(this.#plan));
    await this.#visit(model, run, 'measured', async (visits) => {
      // A new process is cold at once. A session is made anew where all else is warm, so that comes last.
      if (run < cold && !fresh) await this.#chill(visits, model, run);
      if (share > 0 || fresh) await this.#warmUp(visits, model, run);
      await this.#warm(visits, model, run, share);
      if (run < cold && fresh) await this.#chill(visits, model, run);
    });
  }

  async #chill(visits: readonly Visit[], model: string, run: number): Promise<void> {
    for (const visit of visits) {
      await this.#send({ visit, model, role: 'cold', run, index: run, ...pairOf(visits, run) });
    }
  }

  async #warmUp(visits: readonly Visit[], model: string, run: number, rate?: number): Promise<void> {
    for (const [at, visit] of visits.entries()) {
      const count = warmupOf(this.#plan.options, this.#plan.places[at], run);
      const slot = { visit, model, role: 'warmup', run, ...(rate === undefined ? {} : { rate }) } as const;
      await closedLoop({ count, concurrency: 1 }, (index) => this.#send({ ...slot, index }), this.#signal);
    }
  }

  async #warm(visits: readonly Visit[], model: string, run: number, count: number): Promise<void> {
    const { rate, concurrency } = this.#plan.options;
    const send = async (index: number, timing: Pick<Slot, 'due' | 'rate'> = {}): Promise<void> => {
      for (const visit of visits) {
        await this.#send({ visit, model, role: 'warm', run, index, ...pairOf(visits, index), ...timing });
      }
    };
    if (rate === undefined) await closedLoop({ count, concurrency }, (index) => send(index), this.#signal);
    else await openLoop({ count, rate }, (index, due) => send(index, { due, rate }), this.#signal);
  }

  /** One rate of the sweep, in a process that no other rate has left a queue in. */
  async #sweep(model: string, rate: number): Promise<void> {
    const { duration } = this.#plan.options;
    await this.#visit(model, 0, 'sweep', async ([visit]) => {
      if (visit === undefined) return;
      await this.#warmUp([visit], model, 0, rate);
      const count = requestsOf(rate, duration);
      const slot = { visit, model, role: 'sweep', run: 0, rate } as const;
      await openLoop({ count, rate }, (index, due) => this.#send({ ...slot, index, due }), this.#signal);
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
    const question = { model, picture, query, fresh, timeout, key };
    const answer = await ask(visit.target, question, this.#signal);
    // What was on its way when Ctrl-C was pressed was broken off.
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

function pairOf(visits: readonly Visit[], pair: number): Pick<Slot, 'pair'> {
  return visits.length > 1 ? { pair } : {};
}
