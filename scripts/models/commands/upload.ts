import { command } from '../../kit/command.ts';
import { wranglerBucket } from '../bucket/bucket.ts';
import { uploadModel } from '../bucket/upload.ts';
import { findAtHand } from '../published/at-hand.ts';
import type { ModelsCommand } from './command.ts';

export const upload: ModelsCommand = ({ workspace, note }) =>
  command(
    'upload',
    'Puts the files of a model into a bucket of Cloudflare R2, and its entry into the list there. Deployments with that bucket ' +
      'take it up within a minute, or as soon as somebody asks for it by name, without a deployment. A name that a deployment ' +
      'knows already stays what it was there: give a new version a new name.',
  )
    .summary('Put a model into a bucket that running deployments read')
    .argument('<name>', 'model')
    .requiredOption('--bucket <name>', 'the bucket that wrangler.toml binds as MODELS')
    .option('--local <folder>', 'the bucket of a Worker on this machine, in the folder of its --persist-to')
    .action(async (name, { bucket, local }) => {
      const model = await findAtHand(workspace, name);
      await uploadModel(model, wranglerBucket(bucket, local), note);
      note(`${model.entry.name}: in the bucket ${bucket}`);
    });
