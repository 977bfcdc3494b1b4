import type { HubSource, ModelEntry } from '../../../src/catalogue/manifest.ts';

/** What an added model's card says beside its entry in the manifest. */
interface CardFacts {
  readonly source: HubSource;
  /** As published by timm; null where nobody did. */
  readonly accuracy: string | null;
}

/** The card of a model that was added from the hub, in Markdown. */
export function modelCard(entry: ModelEntry, { source, accuracy }: CardFacts): string {
  const { name, title, classes, input, outputs, parameters, macs } = entry;
  const [, height, width] = input.size;
  const crop =
    input.crop_mode === 'squash'
      ? `Both sides are scaled to ${Math.floor(width / input.crop_pct)} x ${Math.floor(height / input.crop_pct)} ` +
        '(proportions are lost)'
      : `The short side is scaled to ${Math.floor(Math.min(width, height) / input.crop_pct)}`;
  return `# ${name}

${title} for ${classes.count.toLocaleString('en')} classes (\`${classes.file}\`): ${(parameters / 1e6).toFixed(2)} million parameters, ${Math.round(macs / 1e6)} million
multiply-accumulates a picture, fp32.

## Source

\`model.safetensors\` of [${source.hub}](${source.homepage})${source.revision === null ? ', from a local copy' : `, revision \`${source.revision}\``}, ${source.bytes} bytes,
sha256 \`${source.sha256}\`. \`npm run models -- add\` fetched it and built the graph in TypeScript, folding what
can be folded; the tests hold such graphs against timm (architecture \`${source.architecture}\`).

## Licence

${source.licence}, as the model's page on the hub states. Whoever uses the model has to check that it fits.

## Input

\`${input.name}\` \`[1, ${input.size.join(', ')}]\`, RGB in [0, 1], minus mean (${input.mean.join(', ')}), divided by std (${input.std.join(', ')}).
${crop} with ${input.interpolation} interpolation, then the middle ${width} x ${height} is taken (\`crop_pct\` ${input.crop_pct}).

## Output

- \`logits\` \`[${outputs.logits.join(', ')}]\`, before softmax.
- \`features\` \`[${outputs.features.join(', ')}]\`, the last feature map before pooling.

## Accuracy

${accuracy ?? 'Not measured here, and no figure for it is known here.'} \`npm run models -- evaluate --model ${name} --data DIR\`
measures it on your own pictures.
`;
}
