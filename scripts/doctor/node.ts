import { type Finding, fine, note, wrong } from './finding.ts';
import { isOlder } from './version.ts';

/** The oldest Node that runs TypeScript as it is; scripts/run.mjs asks for the same. */
const OLDEST = '22.18';

/** The Node that the commands of this project run under. @param pinned the one that package.json installs */
export function checkNode(running: string, pinned: string): Finding {
  if (isOlder(running, OLDEST)) {
    return wrong(`${running}, older than ${OLDEST}`, `npm rebuild node --ignore-scripts=false installs ${pinned}`);
  }
  if (running !== pinned) {
    const how = isOlder(running, pinned) ? 'older' : 'newer';
    return note(
      `${running}, ${how} than ${pinned}, which the project is developed with`,
      'npm rebuild node --ignore-scripts=false',
    );
  }
  return fine(running);
}

/** The Node of the machine, which only begins: scripts/run.mjs hands over to the one above. @param engines such as `>=20` */
export function checkMachineNode(version: string, engines: string): Finding {
  if (!isOlder(version, engines)) return fine(version);
  return wrong(`${version}, but package.json says ${engines}`, 'install a newer one from https://nodejs.org');
}

/** @param version of npm; undefined where there is none */
export function checkNpm(version: string | undefined): Finding {
  return version === undefined
    ? wrong('not found', 'install Node with its npm from https://nodejs.org')
    : fine(version);
}
