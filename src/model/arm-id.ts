/**
 * What the ARM id of a resource looks like, as a pattern for a schema.
 * @param type provider and types: `Microsoft.Network/virtualNetworks/subnets`
 */
export function armIdPattern(type: string): string {
  const [provider = '', ...types] = type.split('/');
  const path = types.map((each) => `/${each}/[^/]+`).join('');
  return `^/subscriptions/[^/]+/resource[gG]roups/[^/]+/providers/${provider.replaceAll('.', '\\.')}${path}$`;
}
