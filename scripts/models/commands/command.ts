import type { CommandUnknownOpts } from '@commander-js/extra-typings';

import type { Terminal } from '../workspace.ts';

/** Declares one command of `npm run models`, which uses this terminal. */
export type ModelsCommand = (terminal: Terminal) => CommandUnknownOpts;
