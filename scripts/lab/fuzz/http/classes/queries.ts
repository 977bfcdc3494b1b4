import { headOf, post } from '../raw-request.ts';
import { type RequestClass, requestClass } from './class.ts';
import { hostileQuery } from './hostile.ts';

/** Reads with a query that is wrong. @param page whether errors are pages, too */
function reads(name: string, path: string, parameters: readonly string[], page = false): RequestClass {
  return requestClass(name, 3, ({ chance, marker }) => ({
    steps: [{ send: headOf('GET', `${path}?${hostileQuery(chance, marker, parameters)}`, []) }],
    expected: { statuses: [200, 400, 404], door: true, page },
  }));
}

const LIMITS = ['max_latency_ms', 'max_model_mb', 'max_memory_mb', 'min_top1', 'heat_map', 'installed', 'fits_worker'];

/** Requests with a wrong query. */
export const QUERY_CLASSES: readonly RequestClass[] = [
  requestClass('query of a classification', 6, ({ chance, good, marker }) => {
    const names = [
      'model',
      'top_k',
      'lang',
      'min_score',
      'labels',
      'embed',
      'fresh',
      'explain',
      'explain_class',
      'engine',
    ];
    return {
      steps: post(`/v1/classify?${hostileQuery(chance, marker, names)}`, 'image/jpeg', good),
      expected: { statuses: [200, 400, 403, 404], door: true },
    };
  }),
  requestClass('query of a comparison', 6, ({ chance, good, marker }) => {
    const names = ['models', 'weights', 'top_k', 'lang', 'min_score', 'explain', 'explain_class'];
    const right = 'models=mobilenetv3_small_distilled,mobilenetv3_small_distilled@simd';
    const wrong = hostileQuery(chance, marker, names);
    const query = chance.pick([right, wrong, wrong, `${right}&${wrong}`]);
    return {
      steps: post(`/v1/compare?${query}`, 'image/jpeg', good),
      expected: { statuses: [200, 400, 404], door: true },
    };
  }),
  requestClass('calibration', 2, ({ chance, marker }) => {
    const target = `/v1/calibrate?${hostileQuery(chance, marker, ['model', 'runs'])}`;
    return { steps: post(target, 'text/plain', new Uint8Array()), expected: { statuses: [400, 403, 404], door: true } };
  }),
  reads('query of a model', '/v1/models/efficientnet_b0', ['lang']),
  reads('query of the latencies', '/v1/latency', ['model', 'phase', 'start', 'group', 'version', 'window', 'slices']),
  reads('query of an advice', '/v1/recommend', ['use_case', ...LIMITS]),
  reads('address of the dashboard', '/latency', ['model', 'phase', 'version', 'window', 'lang'], true),
  reads('address of the comparison', '/compare', ['use_case', 'lang', ...LIMITS], true),
  reads('address of the notebook', '/notebook', ['lang', 'shared'], true),
];
