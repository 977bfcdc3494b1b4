/**
 * The order of the rooms, and who may know whom. `npm run lint` holds it; CONTRIBUTING.md draws it.
 *
 * Imports go down only, and a type import counts like any other: `tsPreCompilationDeps` keeps those that the compiler erases.
 */

/** The floors of `src` above `contract`, top first. Rooms on one floor do not know each other, except where ALLOWED says so. */
const FLOORS = [
  ['index\\.ts$', 'lite\\.ts$'],
  ['app\\.tsx?$'],
  ['web/'],
  ['api/'],
  ['inference/', 'latency/'],
  ['i18n/'],
  ['catalogue/'],
  ['verdict/', 'image/', 'upload/'],
];

/** Sideways imports: the inference job watches its own steps with the stopwatches of `latency`; never the other way. */
const ALLOWED = new Map([['inference/', ['latency/']]]);

/** @param {string} name @param {string} comment @param {object} from @param {object} to */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** @param {string} room */
const nameOf = (room) => room.replace(/[^a-z0-9].*$/, '');

const upwards = FLOORS.flatMap((floor, index) =>
  floor.map((room) => {
    const above = FLOORS.slice(0, index).flat();
    const beside = floor.filter((other) => other !== room && !(ALLOWED.get(room) ?? []).includes(other));
    return { room, others: [...above, ...beside] };
  }),
)
  .filter(({ others }) => others.length > 0)
  .map(({ room, others }) =>
    forbid(
      `${nameOf(room)}-imports-down-only`,
      `src/${nameOf(room)} knows only the rooms below it.`,
      { path: `^src/${room}` },
      { path: `^src/(${others.join('|')})` },
    ),
  );

export default {
  forbidden: [
    forbid('no-circle', 'No file needs itself, through whomever.', {}, { circular: true }),
    ...upwards,
    forbid(
      'contract-imports-nothing-of-ours',
      'The contract is zod schemas, queries and constants.',
      { path: '^src/contract/' },
      { path: '^(src|scripts|test)/', pathNot: '^src/contract/' },
    ),
    forbid(
      'runs-anywhere',
      'These rooms run in workerd, in Node and in a browser, so they import nothing of Cloudflare. Only provide.ts knows the platform.',
      {
        path: '^src/(image|verdict|upload|catalogue|contract|inference/engines/simd)/',
        pathNot: '^src/inference/engines/simd/provide\\.ts$',
      },
      { path: '^cloudflare:|^@cloudflare/|node_modules/@cloudflare/' },
    ),
    forbid(
      'src-knows-no-tools',
      'What is deployed needs no script, no test and no example.',
      { path: '^src/' },
      { path: '^(scripts|test|examples)/' },
    ),
    forbid('scripts-know-no-tests', 'A command works without the tests.', { path: '^scripts/' }, { path: '^test/' }),
    forbid('kit-knows-no-area', 'The kit serves all areas.', { path: '^scripts/kit/' }, { path: '^scripts/(?!kit/)' }),
    forbid(
      'areas-know-no-command',
      'A command (a file of scripts itself) stands above its area.',
      { path: '^scripts/[^/]+/' },
      { path: '^scripts/[^/]+$' },
    ),
    forbid(
      'users-need-no-lab',
      'What users run starts without the laboratory. A command may open one of its tools by a dynamic import.',
      { path: '^scripts/', pathNot: '^scripts/lab(/|\\.ts$)' },
      { path: '^scripts/lab/', dynamic: false },
    ),
    forbid(
      'unit-starts-no-worker',
      'A unit test runs in Node alone: no workerd, no browser. Those tests live in test/worker and test/browser.',
      // They read wrangler.toml as wrangler does; nothing is started.
      {
        path: '^test/unit/',
        pathNot: '^test/unit/(api/protection/limits|scripts/environments|scripts/button)\\.test\\.ts$',
      },
      {
        path: '^test/(worker|browser|smoke|commands)/|node_modules/(wrangler|playwright-core|miniflare|workerd|@sparticuz)/',
      },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.node.json' },
    doNotFollow: { path: 'node_modules' },
    // AssemblyScript, which the parser of TypeScript does not know in full.
    exclude: { path: '^src/inference/engines/simd/kernels/|^dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
