import { TERMINAL } from './kit/command.ts';
import { runModels } from './models/cli.ts';
import { WORKSPACE } from './models/workspace.ts';

process.exitCode = await runModels(process.argv.slice(2), { workspace: WORKSPACE, ...TERMINAL });
// A hub whose name nobody resolves would keep the process until the system gives up, which can take half a minute.
setTimeout(() => {
  process.exit();
}, 500).unref();
