import { type ModelEntry, servedFiles } from '../../../src/catalogue/manifest.ts';
import { percentOf } from '../evaluation/accuracy-record.ts';
import type { MeasuredVariant } from './variant.ts';

/** The card of a variant, in Markdown: what differs from its base. */
export function variantCard(entry: ModelEntry, { base, calibration, evaluation, pictures }: MeasuredVariant): string {
  const layers = Object.values(calibration.layers);
  const whole = layers.filter(({ method }) => method !== null).length;
  const arithmetic =
    whole === 0
      ? 'All arithmetic is that of fp32: the weights are widened whenever the model runs.'
      : `${whole} of these layers compute in whole numbers, uint8 times int8, within ranges that were calibrated; the ` +
        'others widen their weights to fp32 whenever the model runs.';
  const rows = [
    ['top-1', percentOf(evaluation.accuracy?.top1 ?? 0), percentOf(evaluation.otherAccuracy?.top1 ?? 0)],
    ['top-5', percentOf(evaluation.accuracy?.top5 ?? 0), percentOf(evaluation.otherAccuracy?.top5 ?? 0)],
  ].map(([what, own, other]) => `| ${what} | ${own} % | ${other} % |`);
  const accuracy =
    evaluation.accuracy === null
      ? 'The classes of these pictures are not known, so nothing is said of its accuracy.'
      : `| | ${entry.name} | ${base.name} |\n| --- | --- | --- |\n${rows.join('\n')}`;
  return `# ${entry.name}

[\`${base.name}\`](${base.card}), quantised: ${layers.length} of its layers have their weights in int8, each output channel
with a scale of its own. ${arithmetic}

Everything else is as the card of \`${base.name}\` says: source, licence, classes, input and output.

Graph and weights take ${mebibytes(entry)} instead of ${mebibytes(base)}. [How the layers were chosen](../docs/quantisation.md).

## Measured

On ${evaluation.pictures} pictures (${pictures}), ${calibration.date}: the same first answer as \`${base.name}\` on ${percentOf(evaluation.agreement ?? 0)} % of them.

${accuracy}

\`\`\`sh
${calibration.command}
\`\`\`

Ranges come from ${calibration.pictures.ranges} calibration pictures, the choice of layers from ${calibration.pictures.sensitivity} of them; none is among those above. Both
are in [\`${entry.variant?.calibration ?? ''}\`](${entry.variant?.calibration ?? ''}), from which \`npm run models -- build\` makes the
files, the same everywhere. The SIMD engine does not run variants.
`;
}

function mebibytes(entry: ModelEntry): string {
  const bytes = servedFiles(entry, 'onnxruntime').reduce((sum, file) => sum + file.bytes, 0);
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
