import { OpenAPIHono } from '@hono/zod-openapi';

import { completeDescription, type Description } from './completion.ts';
import { calibrateOperation } from './operations/calibrate.ts';
import { classifyOperations } from './operations/classify.ts';
import { compareOperations } from './operations/compare.ts';
import { healthOperations } from './operations/health.ts';
import { latencyOperation } from './operations/latency.ts';
import { metricsOperation } from './operations/metrics.ts';
import { modelsOperations } from './operations/models.ts';
import { recommendOperation } from './operations/recommend.ts';
import { verifyOperation } from './operations/verify.ts';

const DESCRIPTION = `A photograph in, the right label out, and for every single request what the answer cost.

HEAD is answered wherever GET is, and OPTIONS everywhere; any other method with 405. A parameter is given once, unless it says
otherwise, and none is taken that is not described; numbers are written in decimal digits.

Errors are [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) \`application/problem+json\`; their \`type\` is a page of this
host that explains the kind.`;

/** OpenAPI 3.1 has the identifier; the types do not know it yet. */
const LICENSE = { name: 'Apache-2.0', identifier: 'Apache-2.0' };

/** Every operation of the API, in the order of the description. */
const OPERATIONS = [
  ...classifyOperations,
  ...compareOperations,
  calibrateOperation,
  ...modelsOperations,
  recommendOperation,
  latencyOperation,
  metricsOperation,
  verifyOperation,
  ...healthOperations,
];

/**
 * Describes the API as OpenAPI 3.1, except what differs from deployment to deployment. The build writes it down, so that
 * the Worker needs neither zod nor what makes JSON Schemas of it.
 * @param version of EdgeLens
 */
export function describeApi(version: string): Description {
  const { openAPIRegistry, getOpenAPI31Document } = new OpenAPIHono();
  for (const operation of OPERATIONS) openAPIRegistry.registerPath(operation);
  const info = { title: 'EdgeLens', version, description: DESCRIPTION, license: LICENSE };
  return completeDescription(getOpenAPI31Document({ openapi: '3.1.0', info, servers: [] }));
}
