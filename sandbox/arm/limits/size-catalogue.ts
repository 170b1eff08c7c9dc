/** A size of Microsoft.Compute. */
export interface Size {
  name: string;
  family: string;
  vCPUs: number;
  memoryGB: number;
  /** Zones that have it, in a region with zones. */
  zones: string[];
}

const everywhere = ['1', '2', '3'];
const size = (name: string, family: string, vCPUs: number, memoryGB: number, zones = everywhere): Size => ({
  name: `Standard_${name}`,
  family,
  vCPUs,
  memoryGB,
  zones,
});

/** Some sizes of several families, with Azure's figures; a region of Azure has a thousand. */
export const SIZES: readonly Size[] = [
  size('A1_v2', 'standardAv2Family', 1, 2, []),
  size('A2_v2', 'standardAv2Family', 2, 4, []),
  size('B1ms', 'standardBSFamily', 1, 2),
  size('B2s', 'standardBSFamily', 2, 4),
  size('B2ms', 'standardBSFamily', 2, 8),
  size('DS2_v2', 'standardDSv2Family', 2, 7),
  size('D2s_v3', 'standardDSv3Family', 2, 8),
  ...[2, 4, 8, 16, 32].map((vCPUs) => size(`D${vCPUs}s_v5`, 'standardDSv5Family', vCPUs, vCPUs * 4)),
  ...[2, 4, 8].map((vCPUs) => size(`D${vCPUs}as_v5`, 'standardDASv5Family', vCPUs, vCPUs * 4)),
  ...[2, 4, 8].map((vCPUs) => size(`E${vCPUs}s_v5`, 'standardESv5Family', vCPUs, vCPUs * 8)),
  size('F2s_v2', 'standardFSv2Family', 2, 4),
  size('L8s_v3', 'standardLSv3Family', 8, 64, ['1', '2']),
  size('NC24ads_A100_v4', 'StandardNCADSA100v4Family', 24, 220, ['1']),
];

const WITHOUT_ZONES = ['westus', 'northcentralus', 'ukwest', 'westcentralus'];

/** The zones of a region that have a size. */
export function zonesOf({ zones }: Size, location: string): string[] {
  return WITHOUT_ZONES.includes(location) ? [] : zones;
}

/** By its name in any case; undefined for a size that the sandbox does not have. */
export function findSize(name: string): Size | undefined {
  return SIZES.find((one) => one.name.toLowerCase() === name.toLowerCase());
}
