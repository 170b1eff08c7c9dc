import type { JsonObject } from '../json.ts';

/** Some of Azure's regions: name, name to show, group of geographies, place, pair. */
const REGIONS: [name: string, displayName: string, group: string, place: string, paired: string][] = [
  ['eastus', 'East US', 'US', 'Virginia', 'westus'],
  ['eastus2', 'East US 2', 'US', 'Virginia', 'centralus'],
  ['centralus', 'Central US', 'US', 'Iowa', 'eastus2'],
  ['westus', 'West US', 'US', 'California', 'eastus'],
  ['westus2', 'West US 2', 'US', 'Washington', 'westcentralus'],
  ['westus3', 'West US 3', 'US', 'Phoenix', 'eastus'],
  ['northeurope', 'North Europe', 'Europe', 'Ireland', 'westeurope'],
  ['westeurope', 'West Europe', 'Europe', 'Netherlands', 'northeurope'],
  ['uksouth', 'UK South', 'Europe', 'London', 'ukwest'],
  ['francecentral', 'France Central', 'Europe', 'Paris', 'francesouth'],
  ['germanywestcentral', 'Germany West Central', 'Europe', 'Frankfurt', 'germanynorth'],
  ['swedencentral', 'Sweden Central', 'Europe', 'Gävle', 'swedensouth'],
  ['switzerlandnorth', 'Switzerland North', 'Europe', 'Zurich', 'switzerlandwest'],
  ['japaneast', 'Japan East', 'Asia Pacific', 'Tokyo, Saitama', 'japanwest'],
  ['southeastasia', 'Southeast Asia', 'Asia Pacific', 'Singapore', 'eastasia'],
  ['australiaeast', 'Australia East', 'Asia Pacific', 'New South Wales', 'australiasoutheast'],
  ['centralindia', 'Central India', 'Asia Pacific', 'Pune', 'southindia'],
  ['brazilsouth', 'Brazil South', 'South America', 'Sao Paulo State', 'southcentralus'],
];

/** `GET /subscriptions/{id}/locations`: clients look up what `West Europe` is called. Resources may be in other regions too. */
export function regions(subscriptionId: string): JsonObject[] {
  const idOf = (name: string) => `/subscriptions/${subscriptionId}/locations/${name}`;
  return REGIONS.map(([name, displayName, geographyGroup, physicalLocation, paired]) => ({
    id: idOf(name),
    name,
    type: 'Region',
    displayName,
    regionalDisplayName: `(${geographyGroup}) ${displayName}`,
    metadata: {
      regionType: 'Physical',
      regionCategory: 'Recommended',
      geographyGroup,
      physicalLocation,
      pairedRegion: [{ name: paired, id: idOf(paired) }],
    },
  }));
}
