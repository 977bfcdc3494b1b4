import { Failure, isCode } from '../../kit/failure.ts';
import { picturesBelow } from '../../models/evaluation/image-folder.ts';

/**
 * The files in a folder and in those in it, all or some of them, spread evenly over the order of their paths, so that a
 * few of a folder that is sorted by class are not all of its first classes.
 *
 * @throws Failure when there is no such folder, or nothing in it
 */
export async function pictureFiles(folder: string, limit = Infinity): Promise<string[]> {
  const paths = await picturesBelow(folder).catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) throw new Failure(`there is no folder ${folder}`);
    if (isCode(error, 'ENOTDIR')) throw new Failure(`${folder} is a file; a folder with pictures is wanted`);
    throw error;
  });
  if (paths.length === 0) throw new Failure(`${folder} has no picture; JPEG, PNG and WebP files are wanted`);
  const count = Math.min(limit, paths.length);
  return Array.from({ length: count }, (_, index) => paths[Math.floor((index * paths.length) / count)] ?? '');
}
