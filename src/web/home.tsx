import type { FC } from 'hono/jsx';

import { Layout } from './layout.tsx';
import { TurnstileForm } from './turnstile.tsx';

/** What the page tells of a model. */
export interface HomeModel {
  readonly name: string;
  readonly title: string;
  readonly classes: number;
  readonly parameters: number;
  readonly macs: number;
  readonly bytes: number;
}

/** For whom this deployment computes: everybody, holders of a key, those who are verified, or nobody for now. */
export type HomeGate =
  | { readonly kind: 'open' | 'key' | 'closed' }
  | { readonly kind: 'verification'; readonly siteKey: string; readonly action: string };

const MIB = 1024 * 1024;

/** The plain page at `/`: what EdgeLens is, the models, a form and a line for the terminal. */
export const HomePage: FC<{ origin: string; models: readonly HomeModel[]; gate: HomeGate }> = ({
  origin,
  models,
  gate,
}) => (
  <Layout title="EdgeLens: small vision models at the edge">
    <main>
      <h1>EdgeLens</h1>
      <p>
        A photograph in, the right label out, and for every single request what the answer cost: cold or warm, phase by
        phase, in bytes of memory. MobileNetV3 and EfficientNet-B0 run on onnxruntime (WebAssembly, one thread) inside a
        Cloudflare Worker of 128&nbsp;MB.
      </p>

      <h2>Try it</h2>
      <Gate gate={gate} />
      {gate.kind === 'open' &&
        models.map((model) => (
          <form action={`/v1/classify?model=${model.name}`} method="post" enctype="multipart/form-data">
            <label for={`image-${model.name}`}>{model.title}</label>
            <input
              id={`image-${model.name}`}
              type="file"
              name="image"
              accept="image/jpeg,image/png,image/webp"
              required
            />
            <button type="submit">Classify</button>
          </form>
        ))}
      <p>
        The picture is decoded, answered and forgotten: only its format and its size in bytes are kept, beside the
        times.
      </p>

      <h2>From a terminal</h2>
      <pre>
        <code>{`curl -F image=@photo.jpg ${gate.kind === 'open' ? '' : "-H 'Authorization: Bearer KEY' "}${origin}/v1/classify`}</code>
      </pre>
      <p>
        <a href="/docs">API</a> · <a href="/openapi.json">OpenAPI</a> · <a href="/v1/models">models</a> ·{' '}
        <a href="/readyz">ready?</a>
      </p>

      <h2>Models</h2>
      <div class="table">
        <table>
          <thead>
            <tr>
              <th scope="col">name</th>
              <th scope="col">classes</th>
              <th scope="col">parameters</th>
              <th scope="col">MACs</th>
              <th scope="col">size</th>
            </tr>
          </thead>
          <tbody>
            {models.map((model) => (
              <tr>
                <th scope="row">
                  <a href={`/v1/models/${model.name}`}>{model.name}</a>
                </th>
                <td>{model.classes}</td>
                <td>{(model.parameters / 1e6).toFixed(2)} M</td>
                <td>{(model.macs / 1e6).toFixed(0)} M</td>
                <td>{(model.bytes / MIB).toFixed(1)} MiB</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </main>
  </Layout>
);

const Gate: FC<{ gate: HomeGate }> = ({ gate }) => {
  switch (gate.kind) {
    case 'open':
      return null;
    case 'key':
      return <p>This deployment computes for holders of a key, from a terminal or a program.</p>;
    case 'closed':
      return <p>This deployment is not completely set up, so it computes for holders of a key only.</p>;
    case 'verification':
      return <TurnstileForm siteKey={gate.siteKey} action={gate.action} />;
  }
};
