import { apiServers } from './api-servers.ts';
import { bends } from './bends.ts';
import { charts } from './charts.ts';
import { courses } from './courses.ts';
import { creates } from './creates.ts';
import { denials } from './denials.ts';
import { entra } from './entra.ts';
import type { CatalogueEntry } from './entry.ts';
import { insides } from './insides.ts';
import { pools } from './pools.ts';
import { refusals } from './refusals.ts';
import { throttling } from './throttling.ts';

const entries = {
  ...throttling,
  ...refusals,
  ...denials,
  ...bends,
  ...creates,
  ...courses,
  ...pools,
  ...insides,
  ...apiServers,
  ...entra,
  ...charts,
};

/** Everything that can be made to go wrong, by name. */
export const CATALOGUE: Record<string, CatalogueEntry> = entries;

/** A name of the catalogue. */
export type FaultName = keyof typeof entries;
