import type { Workspace } from '../models/workspace.ts';

/** What a command may use of the world. */
export interface Terminal {
  readonly workspace: Workspace;
  /** Prints one line of results. */
  readonly print: (line: string) => void;
  /** Prints one line that is not a result: progress and errors. */
  readonly note: (line: string) => void;
}
