import { timestamp } from '../cluster.ts';
import { definitions } from '../store/resources.ts';
import { withCondition } from './conditions.ts';
import { type Controller, splitKey } from './engine.ts';
import { putStatus } from './pods.ts';

/** Establishes custom resource definitions, and takes their resources away with them. */
export const definitionController: Controller = {
  name: 'definitions',
  concerns: (cluster, change) => {
    if (change.resource !== definitions.key) return [];
    if (change.type === 'DELETED') {
      const custom = { key: change.object.metadata.name };
      for (const object of cluster.store.list(custom)) cluster.store.remove(custom, object);
      return [];
    }
    return [`/${change.object.metadata.name}`];
  },
  reconcile: (cluster, key) => {
    const definition = cluster.store.get(definitions, ...splitKey(key));
    if (definition === undefined) return;
    const now = timestamp(cluster.clock);
    const accepted = withCondition(
      definition.status?.conditions,
      { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' },
      now,
    );
    const message = 'the initial names have been accepted';
    const conditions = withCondition(
      accepted,
      { type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message },
      now,
    );
    const stored = definition.spec.versions.filter((version) => version.storage).map((version) => version.name);
    putStatus(cluster, definitions, definition, {
      conditions,
      acceptedNames: definition.spec.names,
      storedVersions: stored,
    });
  },
};
