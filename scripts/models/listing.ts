import { type ModelEntry, servedFiles } from '../../src/inference/manifest.ts';
import { Failure } from './failure.ts';
import { inspectModel, type State } from './inspection.ts';
import { readManifest, type Workspace } from './workspace.ts';

const HEADINGS = ['name', 'classes', 'parameters', 'MACs', 'size', 'licence', 'state'];

/**
 * A table of the models whose names match a pattern, as lines of text.
 *
 * @param pattern `*` stands for any characters.
 * @throws Failure when no name matches.
 */
export async function listModels(workspace: Workspace, pattern: string): Promise<string[]> {
  const { models } = await readManifest(workspace);
  const literal = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  const matcher = new RegExp(`^${literal.join('.*')}$`);
  const matching = models.filter(({ name }) => matcher.test(name));
  if (matching.length === 0) throw new Failure(`no model matches "${pattern}"`);
  const rows = await Promise.all(matching.map(async (entry) => rowOf(entry, await inspectModel(workspace, entry))));
  const table = [HEADINGS, ...rows];
  const widths = HEADINGS.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function rowOf(entry: ModelEntry, state: State): string[] {
  const { name, classes, parameters, macs, licence } = entry;
  const bytes = servedFiles(entry, 'onnxruntime').reduce((sum, file) => sum + file.bytes, 0);
  return [
    name,
    String(classes.count),
    `${(parameters / 1e6).toFixed(2)} M`,
    `${(macs / 1e6).toFixed(1)} M`,
    `${(bytes / 1e6).toFixed(2)} MB`,
    licence,
    state,
  ];
}
