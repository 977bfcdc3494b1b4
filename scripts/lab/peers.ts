import { runCommand } from '../kit/command.ts';
import { peersCommand } from './peers/command.ts';

await runCommand(() => peersCommand(process.argv.slice(2)));
