import type { JsonObject } from '../json.ts';

/** Azure's public regions: name, name to show, group of geographies, place, and their pair if they have one. */
const REGIONS: [name: string, displayName: string, group: string, place: string, paired?: string][] = [
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
  ['northcentralus', 'North Central US', 'US', 'Illinois', 'southcentralus'],
  ['southcentralus', 'South Central US', 'US', 'Texas', 'northcentralus'],
  ['westcentralus', 'West Central US', 'US', 'Wyoming', 'westus2'],
  ['canadacentral', 'Canada Central', 'Canada', 'Toronto', 'canadaeast'],
  ['canadaeast', 'Canada East', 'Canada', 'Quebec', 'canadacentral'],
  ['ukwest', 'UK West', 'Europe', 'Cardiff', 'uksouth'],
  ['francesouth', 'France South', 'Europe', 'Marseille', 'francecentral'],
  ['germanynorth', 'Germany North', 'Europe', 'Berlin', 'germanywestcentral'],
  ['italynorth', 'Italy North', 'Europe', 'Milan'],
  ['norwayeast', 'Norway East', 'Europe', 'Norway', 'norwaywest'],
  ['norwaywest', 'Norway West', 'Europe', 'Norway', 'norwayeast'],
  ['polandcentral', 'Poland Central', 'Europe', 'Warsaw'],
  ['spaincentral', 'Spain Central', 'Europe', 'Madrid'],
  ['switzerlandwest', 'Switzerland West', 'Europe', 'Geneva', 'switzerlandnorth'],
  ['israelcentral', 'Israel Central', 'Middle East', 'Israel'],
  ['qatarcentral', 'Qatar Central', 'Middle East', 'Doha'],
  ['uaecentral', 'UAE Central', 'Middle East', 'Abu Dhabi', 'uaenorth'],
  ['uaenorth', 'UAE North', 'Middle East', 'Dubai', 'uaecentral'],
  ['southafricanorth', 'South Africa North', 'Africa', 'Johannesburg', 'southafricawest'],
  ['southafricawest', 'South Africa West', 'Africa', 'Cape Town', 'southafricanorth'],
  ['eastasia', 'East Asia', 'Asia Pacific', 'Hong Kong', 'southeastasia'],
  ['japanwest', 'Japan West', 'Asia Pacific', 'Osaka', 'japaneast'],
  ['koreacentral', 'Korea Central', 'Asia Pacific', 'Seoul', 'koreasouth'],
  ['koreasouth', 'Korea South', 'Asia Pacific', 'Busan', 'koreacentral'],
  ['australiacentral', 'Australia Central', 'Asia Pacific', 'Canberra', 'australiacentral2'],
  ['australiacentral2', 'Australia Central 2', 'Asia Pacific', 'Canberra', 'australiacentral'],
  ['australiasoutheast', 'Australia Southeast', 'Asia Pacific', 'Victoria', 'australiaeast'],
  ['southindia', 'South India', 'Asia Pacific', 'Chennai', 'centralindia'],
  ['jioindiacentral', 'Jio India Central', 'Asia Pacific', 'Nagpur', 'jioindiawest'],
  ['jioindiawest', 'Jio India West', 'Asia Pacific', 'Jamnagar', 'jioindiacentral'],
  ['brazilsoutheast', 'Brazil Southeast', 'South America', 'Rio', 'brazilsouth'],
];

/** `westeurope` */
export const REGION_NAMES = REGIONS.map(([name]) => name);
/** `West Europe` */
export const REGION_DISPLAY_NAMES = REGIONS.map(([, displayName]) => displayName);

/** `GET /subscriptions/{id}/locations`: clients look up what `West Europe` is called. */
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
      pairedRegion: paired === undefined ? [] : [{ name: paired, id: idOf(paired) }],
    },
  }));
}
