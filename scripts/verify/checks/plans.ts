import { createHash } from 'node:crypto';

import { z } from 'zod';

import { isListed } from '../../../src/catalogue/wildcard.ts';
import { fileSchema } from '../../../src/contract/model.ts';
import { mebibytes } from '../../kit/table.ts';
import type { Checkout } from '../checkout.ts';
import { briefly, type Deployment, jsonOf } from '../deployment.ts';
import { compared, type Finding, notChecked } from '../finding.ts';

const descriptionSchema = z.object({ entry: z.object({ files: z.array(fileSchema) }) });

/** Whether browsers get the models that they may run, whole. */
export async function checkPlans(
  deployment: Deployment,
  names: readonly string[],
  { models, settings }: Checkout,
  { downloads }: { readonly downloads: boolean },
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const name of names) {
    const known = models.get(name);
    const plans = known?.entry.files.filter(({ role }) => role === 'plan') ?? [];
    if (known === undefined || plans.length === 0) {
      findings.push(notChecked('plans', name, 'a known plan', 'this checkout has no plan of it'));
      continue;
    }
    const bytes = plans.reduce((sum, plan) => sum + plan.bytes, 0);
    const expected = `${mebibytes(bytes)} MiB with the sum of this checkout`;
    if (!isListed(settings.deviceModels, name)) {
      findings.push(notChecked('plans', name, expected, 'DEVICE_MODELS of wrangler.toml does not name it'));
      continue;
    }
    if (!downloads) {
      findings.push(notChecked('plans', name, expected, '--no-downloads'));
      continue;
    }
    const fault = await faultOf(deployment, name, plans);
    findings.push(compared('plans', name, { isRight: fault === undefined, expected, seen: fault ?? 'the same' }));
  }
  return findings;
}

async function faultOf(
  deployment: Deployment,
  name: string,
  plans: readonly z.infer<typeof fileSchema>[],
): Promise<string | undefined> {
  const described = await deployment.ask(`/device/models/${name}`);
  if (described.status !== 200) return `its description answers ${briefly(described)}`;
  const description = descriptionSchema.safeParse(jsonOf(described));
  if (!description.success) return 'its description is none of this API';
  const offered = description.data.entry.files.filter(({ role }) => role === 'plan').map(({ sha256 }) => sha256);
  for (const { sha256, bytes } of plans) {
    if (!offered.includes(sha256)) return `its description has the sum ${offered.join(', ') || 'of no plan'}`;
    const { status, headers, body } = await deployment.ask(`/device/files/${sha256}`);
    if (status !== 200) return `its plan answers ${status}`;
    if (body.byteLength !== bytes) return `its plan has ${body.byteLength} bytes`;
    const sum = createHash('sha256').update(body).digest('hex');
    if (sum !== sha256) return `its plan has the sum ${sum}`;
    const cache = headers.get('Cache-Control') ?? 'none';
    if (!cache.includes('immutable')) return `its plan has Cache-Control: ${cache}`;
  }
  return undefined;
}
