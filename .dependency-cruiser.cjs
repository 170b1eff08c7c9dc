/** Who may import whom, each rule with its reason. `npm run check` runs it. */
const ours = (room) => `^src/${room}`;

/** Libraries that one room alone may use. */
const library = (name, pattern, rooms, comment) => ({
  name: `only-${name}`,
  severity: 'error',
  comment,
  from: { path: '^src', pathNot: rooms.map((room) => `^src/${room}`) },
  to: { path: pattern },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Files that import each other are one file that has been torn in two.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'model-stands-alone',
      severity: 'error',
      comment: 'Nouns and their rules depend on nothing of ours, so that everything may depend on them.',
      from: { path: ours('model/') },
      to: { path: '^src/', pathNot: ours('model/') },
    },
    {
      name: 'ports-name-the-model',
      severity: 'error',
      comment: 'Ports say what the core asks for in its own words.',
      from: { path: ours('ports') },
      to: { path: '^src/', pathNot: '^src/(model/|ports)' },
    },
    {
      name: 'the-core-knows-no-rim',
      severity: 'error',
      comment: 'What is decided must not depend on how it is carried out.',
      from: { path: '^src/(provisioning|engine|notify|usecases)/' },
      to: { path: '^src/(adapters/|app/|config|declaration)' },
    },
    ...['provisioning', 'engine', 'notify'].map((room) => ({
      name: `${room}-knows-no-neighbour`,
      severity: 'error',
      comment: 'What is done to a cluster, how a job moves and how the world is told change for different reasons.',
      from: { path: ours(`${room}/`) },
      to: { path: '^src/(provisioning|engine|notify|usecases)/', pathNot: ours(`${room}/`) },
    })),
    {
      name: 'use-cases-know-plans',
      severity: 'error',
      comment: 'A use case chooses a plan; how it is run or told is not its business.',
      from: { path: ours('usecases/') },
      to: { path: '^src/(engine|notify)/' },
    },
    {
      name: 'adapters-know-no-adapter',
      severity: 'error',
      comment: 'Adapters meet only in app/; else one cannot be changed without the other.',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/adapters/', pathNot: '^src/adapters/$1/' },
    },
    {
      name: 'adapters-know-no-core',
      severity: 'error',
      comment: 'An adapter implements a port; only http calls use cases.',
      from: { path: '^src/adapters/', pathNot: '^src/adapters/http/' },
      to: { path: '^src/(provisioning|engine|notify|usecases|app/|config|declaration)' },
    },
    {
      name: 'http-knows-use-cases-only',
      severity: 'error',
      comment: 'The rim of HTTP hands on what was asked; plans and steps reach it through app/.',
      from: { path: '^src/adapters/http/' },
      to: { path: '^src/(provisioning|engine|notify|app/|config|declaration)' },
    },
    {
      name: 'settings-know-the-model-only',
      severity: 'error',
      comment: 'Environment and declaration are read before anything is built; words and rules are all they need.',
      from: { path: '^src/(config|declaration)[^/]*\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(model/|(config|declaration)[^/]*\\.ts$)' },
    },
    {
      name: 'a-verb-acts-through-its-use-case',
      severity: 'error',
      comment:
        'Console and HTTP route do the same only while both call it; ops/main.ts alone connects them to the world.',
      from: { path: ours('ops/'), pathNot: '^src/ops/main\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(ops/|model/|ports|declaration|usecases/operator/)' },
    },
    {
      name: 'nobody-enters-by-a-way-in',
      severity: 'error',
      comment: 'A process starts in main, keys or ops; what another file needs of them belongs elsewhere.',
      from: { path: '^src/', pathNot: ours('ops/') },
      to: { path: '^src/(main\\.ts|keys\\.ts|ops/)' },
    },
    {
      name: 'product-and-sandbox-are-strangers',
      severity: 'error',
      comment: 'The product meets the sandbox as it meets Azure: by configuration alone.',
      from: { path: '^src/' },
      to: { path: '^(sandbox|test|scripts)/' },
    },
    {
      name: 'sandbox-and-product-are-strangers',
      severity: 'error',
      comment: 'A stand-in that shared code with the product would share its mistakes.',
      from: { path: '^sandbox/' },
      to: { path: '^(src|test|scripts)/' },
    },
    library(
      'fastify-in-http',
      'node_modules/(@fastify/|fastify/|@scalar/)',
      ['adapters/http/'],
      'One room speaks HTTP to callers.',
    ),
    library(
      'bullmq-in-bullmq',
      'node_modules/bullmq/',
      ['adapters/bullmq/'],
      'BullMQ carries wake-ups and decides nothing.',
    ),
    library(
      'ioredis-in-redis',
      'node_modules/ioredis/',
      ['adapters/redis/', 'adapters/bullmq/', 'app/'],
      'The doors into the store are few. app/ names the type of the client it hands on.',
    ),
    library('azure-in-azure', 'node_modules/@azure/', ['adapters/azure/'], 'The SDK has traps; one room knows them.'),
    {
      name: 'no-undeclared-package',
      severity: 'error',
      comment: 'What is imported is in package.json, or it is there by luck.',
      from: { path: '^(src|sandbox|scripts|test)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
    {
      name: 'no-dev-package-in-the-product',
      severity: 'error',
      comment: 'The image is built without devDependencies.',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'] },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'A file that nobody imports is dead, unless it is a way in.',
      from: { orphan: true, path: '^src/', pathNot: '^src/(main|keys|ops/main)\\.ts$' },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
    exclude: { path: '^sandbox/charts/' },
  },
};
