import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import type { HttpContext } from '../context.ts';
import { namedSchemas } from '../schemas/index.ts';
import { document } from './document.ts';
import { servePages } from './pages.ts';
import { tidy } from './tidy.ts';

/** Describes the API as OpenAPI 3.1, and serves the description. Register before any route. */
export async function describeApi(app: FastifyInstance, context: HttpContext): Promise<void> {
  for (const schema of namedSchemas) app.addSchema(schema);
  app.addSchema({ ...context.cniSchema, $id: 'Cni', examples: [{ plugin: 'external' }] });
  app.addSchema({ ...context.orderSchema, $id: 'Order', examples: [firstOrder] });
  app.addHook('onRoute', ({ url, schema = {} }) => {
    const described = 'hide' in schema ? schema.hide : schema.operationId !== undefined;
    if (!described) throw new Error(`${url} is not described`);
  });
  await app.register(swagger, {
    openapi: document(context),
    convertConstToEnum: false,
    refResolver: { buildLocalReference: ({ $id }, _base, _fragment, number) => String($id ?? `def-${number}`) },
    transformObject: (made) => ('openapiObject' in made ? tidy(made.openapiObject) : made.swaggerObject),
    transform: ({ schema, url, route }) => ({ url, schema: { ...schema, ...access(route.config?.scope) } }),
  });
  await servePages(app);
}

const firstOrder = {
  name: 'first',
  resourceGroup: { name: 'first-rg', create: true },
  location: 'westeurope',
  cni: { plugin: 'cilium' },
};

function access(scope = 'public') {
  return scope === 'public' ? { security: [] } : { 'x-required-scope': scope };
}
