import { command } from '../../kit/command.ts';
import { Failure } from '../../kit/failure.ts';
import { madeWithNow } from '../../kit/made-with.ts';
import { ROOT } from '../../kit/paths.ts';
import type { ModelsCommand } from './command.ts';

export const outdated: ModelsCommand = ({ workspace, print }) =>
  command(
    'outdated',
    'Lists figures in models/ and docs/ that were measured with other kernels, another onnxruntime or workerd, or other ' +
      'phases than those of this checkout. Each has to be measured again before it says something about this code.',
  )
    .summary('List figures that are older than the code')
    .option('--strict', 'fail when there are any')
    .action(async ({ strict = false }) => {
      const { readRecorded } = await import('../../lab/docs/tables.ts');
      const { outdatedDocuments, outdatedRecords } = await import('../outdated.ts');
      const { manifest, candidates, ensembles } = await readRecorded(workspace);
      const now = madeWithNow();
      const lines = [...outdatedRecords(manifest, candidates, ensembles, now), ...(await outdatedDocuments(ROOT, now))];
      for (const line of lines) print(`outdated: ${line}`);
      print(
        lines.length === 0 ? 'All figures were measured with the code of this checkout.' : `${lines.length} outdated`,
      );
      if (strict && lines.length > 0) throw new Failure(`${lines.length} figures are older than the code`);
    });
