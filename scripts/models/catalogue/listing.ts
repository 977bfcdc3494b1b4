import type { AvailableModel, Catalogue } from '../../../src/catalogue/catalogue.ts';
import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { servedFiles } from '../../../src/catalogue/served-files.ts';
import { matchesModel } from '../../../src/catalogue/wildcard.ts';
import { accuracyAt, readCatalogue } from './catalogue.ts';
import { Failure } from '../../kit/failure.ts';
import { inspectModel, type State } from './inspection.ts';
import { alignColumns } from '../../kit/table.ts';
import { modelsAtHand } from '../published/at-hand.ts';
import type { Workspace } from '../workspace.ts';

/** What to show. */
export interface ListingOptions {
  /** As `timm.list_models` has it. */
  readonly pattern: string;
  /** Whether to show what could be added, too. */
  readonly available: boolean;
}

const INSTALLED = ['name', 'classes', 'parameters', 'MACs', 'size', 'licence', 'state'];
const AVAILABLE = ['name', 'pixels', 'top-1 / top-5', 'parameters', 'MACs', 'size', 'heap', 'licence'];

/**
 * The models whose names match a pattern, as lines of text: a table of those that are there, and one of those that could
 * be added.
 *
 * @throws Failure when no name matches.
 */
export async function listModels(workspace: Workspace, { pattern, available }: ListingOptions): Promise<string[]> {
  const models = await modelsAtHand(workspace);
  const installed = models.filter(({ entry }) => matchesModel(pattern, entry.name));
  const catalogue = await readCatalogue(workspace);
  const others = available
    ? addable(
        catalogue,
        models.map(({ entry }) => entry),
        pattern,
      )
    : [];
  if (installed.length === 0 && others.length === 0) throw new Failure(`no model matches "${pattern}"`);
  const rows = await Promise.all(
    installed.map(async ({ workspace: folder, entry }) => installedRow(entry, await inspectModel(folder, entry))),
  );
  return [
    ...(rows.length === 0 ? [] : alignColumns([INSTALLED, ...rows])),
    ...(rows.length === 0 || others.length === 0 ? [] : ['']),
    ...(others.length === 0 ? [] : availableTable(others, catalogue)),
  ];
}

/** What of the catalogue matches a pattern and is not there yet. */
function addable({ models }: Catalogue, installed: readonly ModelEntry[], pattern: string): AvailableModel[] {
  const taken = new Set(installed.map(({ name }) => name));
  return models.filter(({ name }) => !taken.has(name) && matchesModel(pattern, name));
}

function installedRow(entry: ModelEntry, state: State): string[] {
  const { name, classes, parameters, macs, licence } = entry;
  const bytes = servedFiles(entry, 'onnxruntime').reduce((sum, file) => sum + file.bytes, 0);
  return [name, String(classes.count), ...costs(parameters, macs, bytes), licence, state];
}

function availableTable(models: readonly AvailableModel[], { sources }: Catalogue): string[] {
  const used = new Set<string>();
  const rows = models.map(({ name, input, parameters, macs, bytes, heap_bytes: heap, licence, accuracy }) => {
    const [, , pixels] = input.size;
    const published = accuracyAt(accuracy, pixels);
    if (published) used.add(published.source);
    return [
      name,
      String(pixels),
      accuracyCell(published, pixels),
      ...costs(parameters, macs, bytes),
      `${Math.round(heap / 2 ** 20)} MiB`,
      licence,
    ];
  });
  const notes = [...used].map((key) => `  ${sources[key]?.title ?? key}, ${sources[key]?.url ?? ''}`);
  return [
    'Can be added with npm run models -- add NAME:',
    ...alignColumns([AVAILABLE, ...rows]),
    ...(notes.length === 0
      ? []
      : ['Accuracy in percent, at @ pixels where those are others, as published by', ...notes]),
  ];
}

function accuracyCell(accuracy: ReturnType<typeof accuracyAt>, pixels: number): string {
  if (accuracy === undefined) return '-';
  const { top1, top5, size } = accuracy;
  return `${top1.toFixed(2)} / ${top5.toFixed(2)}${size === pixels ? '' : ` @${size}`}`;
}

function costs(parameters: number, macs: number, bytes: number): string[] {
  return [`${(parameters / 1e6).toFixed(2)} M`, `${(macs / 1e6).toFixed(1)} M`, `${(bytes / 1e6).toFixed(2)} MB`];
}
