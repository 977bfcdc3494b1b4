import { Failure } from '../kit/failure.ts';
import { closedLoop, openLoop } from '../kit/load/loops.ts';
import { shareOf } from '../kit/round-robin.ts';
import type { ProcessStart } from '../kit/worker/worker-process.ts';
import type { Connection } from './deployment.ts';
import { type Plan, requestsOf, runsOf, warmupOf } from './plan.ts';
import type { Role, Sample } from './sample.ts';
import { ask } from './target.ts';

/** A workerd process that was started for a model. */
export interface StartedProcess extends ProcessStart {
  readonly target: 'A' | 'B';
  readonly model: string;
  readonly run: number;
  readonly role: 'measured' | 'sweep';
}

/** What an experiment has found so far. */
export interface Findings {
  readonly samples: Sample[];
  readonly processes: StartedProcess[];
}

/** Hears of progress. */
export interface Observer {
  /** @param what the step that begins now */
  readonly onStep: (what: string) => void;
}

/** One request of the experiment. */
interface PlannedRequest {
  readonly connection: Connection;
  readonly model: string;
  readonly role: Role;
  readonly run: number;
  readonly index: number;
  readonly pair?: number;
  readonly rate?: number;
  readonly due?: number;
}

/** One bench: models alternate, run by run (A B A B), so that whatever slows the machine down hits all of them. */
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
    await this.#connect(model, run, 'measured', async (connections) => {
      // A new process is cold at first. A new session is measured where all else is warm, so it comes last.
      if (run < cold && !fresh) await this.#measureCold(connections, model, run);
      if (share > 0 || fresh) await this.#warmUp(connections, model, run);
      await this.#measureWarm(connections, model, run, share);
      if (run < cold && fresh) await this.#measureCold(connections, model, run);
    });
  }

  async #measureCold(connections: readonly Connection[], model: string, run: number): Promise<void> {
    for (const connection of connections) {
      await this.#send({ connection, model, role: 'cold', run, index: run, ...pairOf(connections, run) });
    }
  }

  async #warmUp(connections: readonly Connection[], model: string, run: number, rate?: number): Promise<void> {
    for (const [at, connection] of connections.entries()) {
      const count = warmupOf(this.#plan.options, this.#plan.deployments[at], run);
      const request = { connection, model, role: 'warmup', run, ...(rate === undefined ? {} : { rate }) } as const;
      await closedLoop({ count, concurrency: 1 }, (index) => this.#send({ ...request, index }), this.#signal);
    }
  }

  async #measureWarm(connections: readonly Connection[], model: string, run: number, count: number): Promise<void> {
    const { rate, concurrency } = this.#plan.options;
    const send = async (index: number, timing: Pick<PlannedRequest, 'due' | 'rate'> = {}): Promise<void> => {
      for (const connection of connections) {
        await this.#send({ connection, model, role: 'warm', run, index, ...pairOf(connections, index), ...timing });
      }
    };
    if (rate === undefined) await closedLoop({ count, concurrency }, (index) => send(index), this.#signal);
    else await openLoop({ count, rate }, (index, due) => send(index, { due, rate }), this.#signal);
  }

  /** One rate of the sweep, in a process that no other rate has left a queue in. */
  async #sweep(model: string, rate: number): Promise<void> {
    const { duration } = this.#plan.options;
    await this.#connect(model, 0, 'sweep', async ([connection]) => {
      if (connection === undefined) return;
      await this.#warmUp([connection], model, 0, rate);
      const count = requestsOf(rate, duration);
      const request = { connection, model, role: 'sweep', run: 0, rate } as const;
      await openLoop({ count, rate }, (index, due) => this.#send({ ...request, index, due }), this.#signal);
    });
  }

  async #connect(
    model: string,
    run: number,
    role: StartedProcess['role'],
    action: (connections: readonly Connection[]) => Promise<void>,
  ): Promise<void> {
    const connections: Connection[] = [];
    try {
      for (const deployment of this.#plan.deployments) {
        if (this.#isInterrupted()) return;
        if (deployment.startsProcess) this.#observer.onStep(`${model}: starting workerd`);
        const connection = await deployment.connect();
        connections.push(connection);
        if (connection.process !== undefined) {
          this.findings.processes.push({ target: deployment.label, model, run, role, ...connection.process });
        }
      }
      await action(connections);
    } finally {
      for (const connection of connections) await connection.close();
    }
  }

  async #send({ connection, model, role, run, index, pair, rate, due }: PlannedRequest): Promise<void> {
    const { options, pictures, key } = this.#plan;
    const picture = pictures[index % pictures.length];
    if (picture === undefined || this.#isInterrupted()) return;
    this.#observer.onStep(`${model}: ${role}${rate === undefined ? '' : `, ${rate} a second`}`);
    const fresh = role === 'cold' && options.fresh;
    const { query, timeout } = options;
    const question = { model, picture, query, fresh, timeout, key };
    const answer = await ask(connection.target, question, this.#signal);
    // What was on its way when Ctrl-C was pressed was broken off.
    if (this.#isInterrupted()) return;
    if (fresh && answer.status === 403) {
      throw new Failure(`${connection.target.origin} refuses --fresh: ${answer.error ?? ''}`);
    }
    const { sent, received, ...rest } = answer;
    const begin = due ?? sent;
    this.findings.samples.push({
      target: connection.target.label,
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

function pairOf(connections: readonly Connection[], pair: number): Pick<PlannedRequest, 'pair'> {
  return connections.length > 1 ? { pair } : {};
}
