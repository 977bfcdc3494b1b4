import type { Env } from '../../env.ts';
import { withDeadline } from '../deadline.ts';
import { type Ledger, REGISTRATION_INTERVAL } from './ledger.ts';
import { ALL } from './locations.ts';

/** How long a location may take to answer, in ms. */
const PATIENCE = 2000;

/** The answers of all locations, and the names of those that gave none. */
export interface Survey<Answer> {
  readonly answers: ReadonlyMap<string, Answer>;
  readonly missing: readonly string[];
}

/**
 * Asks the ledgers of all locations at once.
 * @param since leaves out locations that were not in use since then, in ms since 1970
 * @throws Error when the locations are not known
 */
export async function survey<Answer>(
  { LEDGER, LOCATIONS }: Env,
  since: number,
  question: (ledger: DurableObjectStub<Ledger>) => Promise<Answer>,
): Promise<Survey<Answer>> {
  if (LEDGER === undefined || LOCATIONS === undefined) throw new Error('there is no binding to a ledger');
  // A location registers once an interval, so its last sample may be that much later than its entry.
  const listed = LOCATIONS.getByName(ALL).list(since - REGISTRATION_INTERVAL);
  const locations = await withDeadline(listed, PATIENCE);
  const answers = new Map<string, Answer>();
  const missing: string[] = [];
  await Promise.all(
    locations.map(async (location) => {
      try {
        answers.set(location, await withDeadline(question(LEDGER.getByName(location)), PATIENCE));
      } catch (error) {
        console.error(JSON.stringify({ event: 'ledger_missing', location, error: String(error) }));
        missing.push(location);
      }
    }),
  );
  return { answers, missing };
}
