import { type ListOrphansDeps, listOrphans } from './list-orphans.ts';
import { type RebuildDeps, rebuild } from './rebuild.ts';
import { deleteOrphan, forgetOrphan, type ResolveOrphanDeps } from './resolve-orphan.ts';

export type InventoryDeps = ListOrphansDeps & RebuildDeps & ResolveOrphanDeps;

/** The verbs that compare what Azure has with what the store knows. */
export function inventoryVerbs(deps: InventoryDeps) {
  return {
    listOrphans: listOrphans(deps),
    deleteOrphan: deleteOrphan(deps),
    forgetOrphan: forgetOrphan(deps),
    rebuild: rebuild(deps),
  };
}
