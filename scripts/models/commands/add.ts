import { servedFiles } from '../../../src/catalogue/manifest.ts';
import { addModel } from '../catalogue/addition.ts';
import { UsageError } from '../../kit/failure.ts';
import { hubOf } from '../hub/address.ts';
import { fitOf } from '../onnx/memory.ts';
import { type Command, parse, textOf } from './command.ts';

export const add: Command = {
  summary: "Add a model of timm's from the Hugging Face hub",
  help: `Usage: npm run models -- add NAME [OPTIONS]

Fetches a pretrained classifier of timm's, such as timm/mobilenetv3_large_100.ra_in1k, builds its graph, runs it once and
registers it under its own name; npm start then serves it, if it is not too large for an isolate. list '*' shows what can be added; models of others that were
saved by timm can be, too. A transfer that breaks off goes on where it stopped when the command is run again.

  --name NAME      what to call it here
  --test-size      take pictures of the size that timm tests with, instead of the one that it was trained with
  --labels FILE    names of its classes, as a JSON list; only for weights that do not say them
  --revision REV   branch, tag or commit on the hub (main)
  --from DIR       take model.safetensors, config.json and README.md from a folder
  --mirror URL     another hub; HF_ENDPOINT does the same
  --force          replace a model that was added under this name

HF_TOKEN gives access to models that are private or gated.`,
  run: async (args, { workspace, note }) => {
    const { values, positionals } = parse(args, {
      name: { type: 'string' },
      'test-size': { type: 'boolean' },
      labels: { type: 'string' },
      revision: { type: 'string' },
      from: { type: 'string' },
      mirror: { type: 'string' },
      force: { type: 'boolean' },
    });
    const [repository, ...more] = positionals;
    if (repository === undefined || more.length > 0) throw new UsageError('add takes one name; see add --help');
    const [name, labels, from] = ['name', 'labels', 'from'].map((key) => textOf(values[key]));
    const options = {
      repository,
      revision: textOf(values['revision']) ?? 'main',
      testSize: values['test-size'] === true,
      force: values['force'] === true,
      ...(name !== undefined && { name }),
      ...(labels !== undefined && { labels }),
      ...(from !== undefined && { from }),
    };
    const { entry, model } = await addModel(workspace, options, hubOf(process.env, textOf(values['mirror'])), note);
    const served = servedFiles(entry, 'onnxruntime').reduce((sum, file) => sum + file.bytes, 0);
    const { isServed, sentence } = fitOf(model.footprint, served);
    note(`${entry.name}: ${sentence}`);
    note(`${entry.name}: added${isServed ? '; npm start serves it' : ''}`);
    return 0;
  },
};
