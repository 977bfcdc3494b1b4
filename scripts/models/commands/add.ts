import { servedFiles } from '../../../src/catalogue/served-files.ts';
import { command } from '../../kit/command.ts';
import { addModel } from '../catalogue/addition.ts';
import { hubOf } from '../hub/address.ts';
import { mirrorOption } from '../hub/options.ts';
import { transferWatch } from '../hub/transfer-bar.ts';
import { fitOf } from '../onnx/memory.ts';
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
    .argument('<model>', 'on the hub')
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
    .action(async (repository, { mirror, ...options }) => {
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
