import { runCommand } from './command.ts';
import { writeWhole } from './models/workspace.ts';
import { runPeers } from './peers/comparison.ts';
import { HELP, parsePeersOptions } from './peers/options.ts';
import { peersMarkdown, peersReport } from './peers/report.ts';

/** `npm run peers`: EdgeLens and other ways to do the same, side by side. */
await runCommand(async () => {
  const options = parsePeersOptions(process.argv.slice(2));
  if (options === undefined) {
    console.log(HELP);
    return;
  }
  const result = await runPeers(options, (line) => {
    console.error(`edgelens: ${line}`);
  });
  console.log(peersReport(result));
  if (options.json !== undefined) await writeWhole(options.json, JSON.stringify(result, null, 1));
  if (options.markdown !== undefined) await writeWhole(options.markdown, peersMarkdown(result));
});
