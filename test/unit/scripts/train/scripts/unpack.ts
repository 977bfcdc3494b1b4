import { withFolder } from '../../../../../scripts/train/unpacked.ts';

// As npm run train does, which then ends its work by itself; this one never does.
if (process.argv[3] === 'heeds') {
  process.once('SIGINT', () => {
    process.stdout.write('heeded\n');
  });
}

await withFolder(process.argv[2] ?? '', async (folder) => {
  process.stdout.write(`${folder}\n`);
  await new Promise((resolve) => setTimeout(resolve, 2 ** 31 - 1));
});
