// A Worker beside EdgeLens that finds pictures which look alike: PUT /pictures/{id} keeps the features of a picture in Vectorize,
// POST /search answers with the ids of those that are nearest to another one. It keeps no picture. Whoever can reach it can do
// both, so give it a key or put Cloudflare Access in front.
//
// The compiler checks it, and nothing else does: we have no account, so it has never run.

interface Env {
  /** The Worker of EdgeLens, asked without a way through the network. */
  readonly EDGELENS: Fetcher;
  /** npx wrangler vectorize create pictures --dimensions=1280 --metric=cosine */
  readonly PICTURES: Vectorize;
}

/** What EdgeLens answers with `embed=1`, as far as it is read here; `Classification` of src/contract has all of it. */
interface Answer {
  readonly predictions: readonly { readonly label: string; readonly score: number }[];
  readonly embedding: { readonly weights_sha256: string; readonly values: number[] };
}

/** Its features have as many dimensions as the index. */
const MODEL = 'efficientnet_b0';

export default {
  async fetch(request, env): Promise<Response> {
    const { pathname } = new URL(request.url);
    const id = /^\/pictures\/([\w.-]{1,64})$/.exec(pathname)?.[1];
    const isSearch = request.method === 'POST' && pathname === '/search';
    if (!isSearch && (request.method !== 'PUT' || id === undefined)) {
      return new Response('PUT /pictures/{id} or POST /search with a picture', { status: 404 });
    }
    const response = await env.EDGELENS.fetch(
      `https://edgelens/v1/classify?model=${MODEL}&engine=simd&top_k=1&embed=1`,
      {
        method: 'POST',
        headers: { 'Content-Type': request.headers.get('Content-Type') ?? 'image/jpeg' },
        body: request.body,
      },
    );
    // A problem says what is wrong with the picture.
    if (!response.ok) return response;
    const { predictions, embedding } = await response.json<Answer>();
    // Vectors of other weights have nothing to do with these, so each sum has a namespace of its own.
    const { weights_sha256: namespace, values } = embedding;
    if (id !== undefined) {
      const { label = '' } = predictions[0] ?? {};
      const { mutationId } = await env.PICTURES.upsert([{ id, namespace, values, metadata: { label } }]);
      return Response.json({ id, label, mutationId });
    }
    const { matches } = await env.PICTURES.query(values, { topK: 5, namespace, returnMetadata: 'all' });
    return Response.json({ matches: matches.map(({ id, score, metadata }) => ({ id, score, metadata })) });
  },
} satisfies ExportedHandler<Env>;
