import { answerParent } from '../../../../../scripts/kit/child-process.ts';

answerParent(async (question: 'echo' | 'fail' | 'die' | 'hang'): Promise<string> => {
  if (question === 'fail') throw new Error('it failed');
  if (question === 'die') {
    console.error('I give up');
    process.exit(3);
  }
  if (question === 'hang') for (;;);
  return Promise.resolve(question);
});
