import { bends } from './bends.ts';
import { courses } from './courses.ts';
import type { CatalogueEntry } from './entry.ts';
import { refusals } from './refusals.ts';

/** Everything that can be made to go wrong, by name. */
export const CATALOGUE: Record<string, CatalogueEntry> = { ...refusals, ...bends, ...courses };
export type FaultName = keyof typeof refusals | keyof typeof bends | keyof typeof courses;
