import { readFile } from 'node:fs/promises';

import { hc } from 'hono/client';

import type { App } from '../src/contract/app.ts';

const { v1 } = hc<App>('http://localhost:8787');
const image = new File([await readFile('photo.jpg')], 'photo.jpg');
const response = await v1.classify.$post({ query: { top_k: '3' }, form: { image } });
if (!response.ok) throw new Error((await response.json()).detail);
for (const { score, label } of (await response.json()).predictions) console.log(score.toFixed(3), label);
