import { plant } from './plant.ts';

// The create is sent to whatever is there, without a look and without a condition, unless the saved token says that it was;
// and the token is saved a second after it is known.
plant(
  'src/provisioning/steps/managed-cluster.ts',
  'if (!seen) return create(deps, context);',
  "if (!seen || !context.memo['token']) return create(deps, context);",
);
plant(
  'src/provisioning/steps/managed-cluster.ts',
  'const answer = await sendCreate(deps, context);',
  'const answer = await sendCreate(deps, context);\n  await new Promise((resolve) => setTimeout(resolve, 1_000));',
);
plant('src/adapters/azure/clusters.ts', "{ 'if-none-match': '*' }", '{}');
