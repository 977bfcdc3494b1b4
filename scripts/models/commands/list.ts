import { command } from '../../kit/command.ts';
import { listModels } from '../catalogue/listing.ts';
import type { ModelsCommand } from './command.ts';

export const list: ModelsCommand = ({ workspace, print, note }) =>
  command(
    'list',
    'Lists the models whose names match the pattern: those that are there, and those of timm that could be added, with ' +
      'parameters, multiply-accumulates, size of weights and published accuracy. Without a pattern, only those that are there.',
  )
    .summary('Show the models that are there, and those that could be added')
    .argument('[pattern]', 'of names; put it in quotes')
    .option('--installed', 'only those that are there', false)
    .addHelpText(
      'after',
      `
Patterns are those of timm.list_models (Python's fnmatch): * stands for anything, ? for one character, [abc] for one of
these, [!abc] for one of the others. A pattern without a dot matches whatever the tag of the weights is.

Examples:
  list '*efficientnet*'      list 'resnet50'      list 'mobilenetv3_*.lamb_in1k'`,
    )
    .action(async (pattern, { installed }) => {
      const available = pattern !== undefined && !installed;
      for (const line of await listModels(workspace, { pattern: pattern ?? '*', available })) print(line);
      if (pattern === undefined) note("What could be added: npm run models -- list '*'");
    });
