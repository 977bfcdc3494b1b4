import { main } from './models/cli.ts';
import { WORKSPACE } from './models/workspace.ts';

process.exitCode = await main(process.argv.slice(2), {
  workspace: WORKSPACE,
  print: (line) => {
    console.log(line);
  },
  note: (line) => {
    console.error(line);
  },
});
