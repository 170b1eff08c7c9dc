import type { JsonObject } from '../json.ts';

/**
 * `GET /metadata/endpoints`: what clients ask of a cloud that they are pointed at. The form goes by the api-version: five
 * names in 2015, a list of clouds until 2020, one cloud since.
 */
export function cloudMetadata(apiVersion: string, baseUrl: string, tenantId: string): JsonObject | JsonObject[] {
  const audiences = [baseUrl];
  if (apiVersion < '2018') {
    // Who knows only this form (azure-cli 2.45) leaves Microsoft's public host alone only with an authority of AD FS.
    const authentication = { loginEndpoint: `${baseUrl}/adfs`, audiences };
    return { galleryEndpoint: baseUrl, graphEndpoint: baseUrl, portalEndpoint: baseUrl, authentication };
  }
  const cloud = {
    name: 'slipway',
    portal: baseUrl,
    resourceManager: baseUrl,
    authentication: { loginEndpoint: baseUrl, audiences, tenant: tenantId, identityProvider: 'AAD' },
    graph: baseUrl,
    graphAudience: baseUrl,
    microsoftGraphResourceId: baseUrl,
    suffixes: {},
  };
  return apiVersion < '2022' ? [cloud] : cloud;
}
