import type { Reply } from '../../http/reply.ts';
import type { Route } from '../../http/router.ts';
import type { JsonObject } from '../../json.ts';
import { normalLocation } from '../clusters/body.ts';
import { type ArmHandle, type ArmRequest, param } from '../request.ts';
import { type Limits, QUOTA_PROVIDERS, type QuotaProvider } from './limits.ts';
import { SIZES, type Size, zonesOf } from './size-catalogue.ts';

/** The quotas of each provider in a region, and Compute's list of SKUs. */
export function limitRoutes(limits: Limits): Route<ArmHandle>[] {
  const route = (pattern: string, handle: ArmHandle['handle'], more: Partial<ArmHandle> = {}): Route<ArmHandle> => ({
    method: 'GET',
    pattern,
    handle: { call: 'other', ...more, handle },
  });

  const usages = (provider: QuotaProvider) => (request: ArmRequest) => {
    const value = limits.usages(param(request, 'sub'), provider, normalLocation(param(request, 'location')));
    return { status: 200, body: { value } };
  };

  function skus(request: ArmRequest): Reply {
    const wanted = /^location eq '([^']+)'$/.exec(request.query.get('$filter') ?? '')?.[1];
    const location = normalLocation(wanted ?? 'westeurope');
    const sizes = SIZES.map((size) => sku(size, location, param(request, 'sub')));
    return { status: 200, body: { value: [...sizes.flat(), disk(location)] } };
  }

  function sku(size: Size, location: string, subscriptionId: string): JsonObject[] {
    const held = limits.restrictionsOn(subscriptionId, location, size.name);
    if (held.some(({ reason }) => reason === 'NotOffered')) return [];
    return [
      {
        resourceType: 'virtualMachines',
        name: size.name,
        tier: 'Standard',
        size: size.name.replace('Standard_', ''),
        family: size.family,
        locations: [location],
        locationInfo: [{ location, zones: zonesOf(size, location), zoneDetails: [] }],
        capabilities: [
          { name: 'vCPUs', value: `${size.vCPUs}` },
          { name: 'MemoryGB', value: `${size.memoryGB}` },
          { name: 'vCPUsAvailable', value: `${size.vCPUs}` },
          { name: 'PremiumIO', value: 'True' },
          { name: 'EphemeralOSDiskSupported', value: 'False' },
        ],
        restrictions: held.map(({ reason, zones }) => ({
          type: zones.length > 0 ? 'Zone' : 'Location',
          values: [location],
          restrictionInfo: { locations: [location], ...(zones.length > 0 ? { zones } : {}) },
          reasonCode: reason,
        })),
      },
    ];
  }

  return [
    ...QUOTA_PROVIDERS.map((provider) =>
      route(
        `/subscriptions/:sub/providers/${provider}/locations/:location/usages`,
        usages(provider),
        provider === 'Microsoft.ContainerService' ? { bucket: 'other' } : {},
      ),
    ),
    route('/subscriptions/:sub/providers/Microsoft.Compute/skus', skus),
  ];
}

/** The list holds more than machines. */
const disk = (location: string): JsonObject => ({
  resourceType: 'disks',
  name: 'Premium_LRS',
  tier: 'Premium',
  size: 'P10',
  locations: [location],
  locationInfo: [{ location, zones: ['1', '2', '3'] }],
  capabilities: [],
  restrictions: [],
});
