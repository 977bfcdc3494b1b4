import type { Manifest } from '../../../src/catalogue/manifest.ts';
import { findNamed } from '../../../src/catalogue/named.ts';
import type { Acquisition } from './acquisition.ts';

const NETWORKS = ['mobilenetv3_small', 'mobilenetv3_large'];

/** Which MobileNetV3 answers, and where a published one is missing, why and what to do; one line. */
export function answerSentence({ missing, reason }: Acquisition, served: Manifest): string {
  const answering = NETWORKS.flatMap((network) => findNamed(served, network)?.name ?? []);
  const names = answering.join(' and ');
  if (missing.length === 0) return `MobileNetV3 is ${names}, with the ImageNet training that timm published`;
  const kind = answering.some((name) => isStandIn(served, name))
    ? ', a weaker stand-in that learned from few pictures'
    : '';
  return (
    `MobileNetV3 is ${names}${kind}. ${missingSentence({ missing, reason })}. ` +
    'Start again with a network and without --offline, or name a mirror with --mirror URL, to have the real one'
  );
}

/** Which models are missing, and why; without a point. */
export function missingSentence({ missing, reason }: Pick<Acquisition, 'missing' | 'reason'>): string {
  return `${missing.join(' and ')} could not be had: ${firstSentence(reason ?? '')}`;
}

function isStandIn({ names = {} }: Manifest, name: string): boolean {
  return Object.values(names).some((choices) => choices.indexOf(name) > 0);
}

/** Reasons go on with advice for whoever has asked for a transfer. */
function firstSentence(reason: string): string {
  return reason.replaceAll(/\s+/g, ' ').replace(/\.(?: [A-Z].*)?$/, '');
}
