import { command, type OptionsOf } from '../../kit/command.ts';
import { numberOption, whole } from '../../kit/option.ts';

/** Declares the options of `npm run corpora`. */
export const corporaOptions = command(
  'npm run corpora --',
  'Sends every file of a folder to a Worker that it starts on this machine, whatever the file is, and reads it with ' +
    'libvips (through sharp) as well. Prints statuses and the reasons of refusals by corpus, which is a sub-folder of ' +
    'the first level; how far the two differ in the pictures that both read, scaled to 64 x 64 pixels; and lists the ' +
    'pictures that differ by more than 2/255 and those that only one of the two reads.',
)
  .argument('<folder>', 'of pictures, or of folders of pictures')
  .addOption(numberOption('--limit <n>', 'files of each corpus, spread evenly (default: all)', whole(1, 10_000_000)))
  .option('--json <file>', 'write what became of each file into this file')
  .addHelpText(
    'after',
    '\nThe exit code is 1 when a file was answered with a status of 500 or more, or not at all, or when the Worker was ill ' +
      'afterwards.',
  );

export type CorporaOptions = OptionsOf<typeof corporaOptions>;
