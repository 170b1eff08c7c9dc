import { listOf, recordOf, textOf } from '../../model/json.ts';
import type { VmSize } from '../../ports.ts';

/** A size of Microsoft.Compute's list of SKUs, which holds disks and much else beside; a megabyte of it for a region. */
export function sizesOf(items: Record<string, unknown>[], location: string): VmSize[] {
  return items.filter((item) => item['resourceType'] === 'virtualMachines').map((item) => sizeOf(item, location));
}

function sizeOf(item: Record<string, unknown>, location: string): VmSize {
  const capabilities = new Map(
    listOf(item['capabilities'])
      .map(recordOf)
      .map(({ name, value }) => [textOf(name), textOf(value)]),
  );
  const number = (name: string) => Number(capabilities.get(name) ?? 0);
  const here = listOf(item['locationInfo'])
    .map(recordOf)
    .find((info) => textOf(info['location']).toLowerCase() === location);
  return {
    name: textOf(item['name']),
    family: textOf(item['family']),
    // A constrained size has fewer than its family's, and is counted by what it has.
    vCPUs: number('vCPUsAvailable') || number('vCPUs'),
    memoryGB: number('MemoryGB'),
    zones: listOf(here?.['zones']).map(textOf).toSorted(),
    restrictions: listOf(item['restrictions']).map(recordOf).flatMap(restrictionOf),
  };
}

/** Of type `Location` a restriction holds for the whole region, of type `Zone` for the zones that it names. */
function restrictionOf(item: Record<string, unknown>): VmSize['restrictions'] {
  const reason = textOf(item['reasonCode']);
  if (item['type'] === 'Location') return [{ reason }];
  const zones = listOf(recordOf(item['restrictionInfo'])['zones']).map(textOf);
  return zones.length > 0 ? [{ reason, zones }] : [];
}
