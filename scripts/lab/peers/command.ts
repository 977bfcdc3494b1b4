import { writeWhole } from '../../models/workspace.ts';
import { runPeers } from './comparison.ts';
import { HELP, parsePeersOptions } from './options.ts';
import { peersMarkdown, peersReport } from './report.ts';

/**
 * `npm run bench -- --peers`: EdgeLens and other ways to do the same, side by side.
 *
 * @param argv without the interpreter and the script
 * @throws what the terminal has to say: usage, or a failure
 */
export async function peersCommand(argv: readonly string[]): Promise<void> {
  const options = parsePeersOptions(argv);
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
}
