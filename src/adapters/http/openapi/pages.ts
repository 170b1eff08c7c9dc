import scalar from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';

/** All that the reference page may load: itself. The page writes its own script and styles in line. */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the description at `/openapi.json`, and a page to read it at `/docs`, from this process alone. */
export async function servePages(app: FastifyInstance): Promise<void> {
  app.get(
    '/openapi.json',
    {
      config: { scope: 'public' },
      schema: {
        operationId: 'describeApi',
        summary: 'This description',
        tags: ['service'],
        response: { 200: { type: 'object', additionalProperties: true, description: 'OpenAPI 3.1' } },
      },
    },
    async () => app.swagger(),
  );
  await app.register(scalar, {
    routePrefix: '/docs',
    logLevel: 'warn',
    hooks: {
      onRequest: (_request, reply, done) => {
        reply.headers({ 'content-security-policy': policy, 'x-content-type-options': 'nosniff' });
        done();
      },
    },
    configuration: {
      url: '../openapi.json',
      pageTitle: 'Slipway',
      telemetry: false,
      withDefaultFonts: false,
      showDeveloperTools: 'never',
      hideClientButton: true,
      agent: { disabled: true },
      mcp: { disabled: true },
    },
  });
}
