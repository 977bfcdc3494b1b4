import { TERMINAL } from './kit/command.ts';
import { runModels } from './models/cli.ts';
import { WORKSPACE } from './models/workspace.ts';

process.exitCode = await runModels(process.argv.slice(2), { workspace: WORKSPACE, ...TERMINAL });
