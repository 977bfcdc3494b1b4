import { servedFiles } from '../../../src/catalogue/served-files.ts';
import { command, type Output } from '../../kit/command.ts';
import { Failure, UsageError } from '../../kit/failure.ts';
import { addModel } from '../catalogue/addition.ts';
import { hubOf } from '../hub/address.ts';
import { PATIENCE } from '../hub/download.ts';
import { mirrorOption } from '../hub/options.ts';
import { transferWatch } from '../hub/transfer-bar.ts';
import { fitOf } from '../onnx/memory.ts';
import { acquirePublished } from '../published/acquisition.ts';
import { RECOMMENDED_MODELS } from '../published/names.ts';
import { ownPlace } from '../published/place.ts';
import type { Workspace } from '../workspace.ts';
import type { ModelsCommand } from './command.ts';

export const add: ModelsCommand = ({ workspace, note }) =>
  command(
    'add',
    'Fetches a pretrained classifier of timm, such as timm/mobilenetv3_large_100.ra_in1k, builds its graph, runs it once ' +
      'and registers it under its own name; npm start then serves it, if it is not too large for an isolate. "list \'*\'" ' +
      'shows what can be added; models of others that timm has saved can be, too. Run the command again to go on with a ' +
      'transfer that broke off.',
  )
    .summary('Add a model of timm from the Hugging Face hub')
    .argument('[model]', 'on the hub')
    .option(
      '--recommended',
      `instead of one model: have ${RECOMMENDED_MODELS.join(', ')}, as npm start has MobileNetV3: beside this repository, ` +
        'and with their revisions locked',
    )
    .option('--name <name>', 'what to call it here')
    .option(
      '--test-size',
      'take pictures of the size that timm tests with, not of the one that it was trained with',
      false,
    )
    .option('--labels <file>', 'names of its classes, as a JSON list; only for weights that do not say them')
    .option('--revision <revision>', 'branch, tag or commit on the hub', 'main')
    .option('--from <folder>', 'take model.safetensors, config.json and README.md from a folder')
    .addOption(mirrorOption())
    .option('--force', 'replace a model that was added under this name', false)
    .addHelpText('after', '\nHF_TOKEN gives access to models that are private or gated.')
    .action(async (repository, { mirror, recommended = false, ...options }) => {
      if ((repository === undefined) !== recommended) throw new UsageError('add takes either a model or --recommended');
      if (repository === undefined) {
        await addRecommended({ workspace, note }, mirror);
        return;
      }
      const transfer = transferWatch(note);
      const { entry, model } = await addModel(
        workspace,
        { repository, ...options },
        hubOf(process.env, mirror),
        transfer,
      );
      const served = servedFiles(entry, 'onnxruntime').reduce((sum, file) => sum + file.bytes, 0);
      const { isServed, sentence } = fitOf(model.footprint, served);
      note(`${entry.name}: ${sentence}`);
      note(`${entry.name}: added${isServed ? '; npm start serves it' : ''}`);
    });

/** @throws Failure when one of them could not be had */
async function addRecommended(
  { workspace, note }: { readonly workspace: Workspace; readonly note: Output['note'] },
  mirror: string | undefined,
): Promise<void> {
  const hub = hubOf(process.env, mirror);
  // Whoever asks for it waits as long as with any other model.
  const patience = { answer: PATIENCE, silence: PATIENCE, whole: 60 * PATIENCE };
  const order = { names: RECOMMENDED_MODELS, hub: () => hub, patience, watch: transferWatch(note) };
  const { there, missing, reason } = await acquirePublished(ownPlace(workspace), order);
  for (const name of there) note(`${name}: ready; npm start serves it`);
  if (missing.length > 0) throw new Failure(`${missing.join(', ')}: ${reason ?? 'not there'}`);
}
