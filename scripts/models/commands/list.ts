import { UsageError } from '../../kit/failure.ts';
import { listModels } from '../catalogue/listing.ts';
import { type Command, parse } from './command.ts';

export const list: Command = {
  summary: 'Show the models that are there, and those that could be added',
  help: `Usage: npm run models -- list [PATTERN] [--installed]

Lists the models whose names match the pattern: those that are there, and those of timm's that could be added, with
parameters, multiply-accumulates, size of weights and published accuracy. Without a pattern, only those that are there.

Patterns are those of timm.list_models (Python's fnmatch): * stands for anything, ? for one character, [abc] for one of
these, [!abc] for one of the others. Without a dot in it, a pattern matches whatever the tag of the weights.

  list '*efficientnet*'      list 'resnet50'      list 'mobilenetv3_*.lamb_in1k'

  --installed  only those that are there`,
  run: async (args, { workspace, print, note }) => {
    const { values, positionals } = parse(args, { installed: { type: 'boolean' } });
    const [pattern, ...more] = positionals;
    if (more.length > 0) throw new UsageError(`list takes one pattern, not ${positionals.length}; put it in quotes`);
    const available = pattern !== undefined && values['installed'] !== true;
    for (const line of await listModels(workspace, { pattern: pattern ?? '*', available })) print(line);
    if (pattern === undefined) note("What could be added: npm run models -- list '*'");
    return 0;
  },
};
