import { Type } from 'typebox';
import { eventTypes } from '../../../model/event.ts';

/** A CNI that can be ordered. */
export const CniPluginView = Type.Object(
  {
    plugin: Type.String(),
    title: Type.String(),
    description: Type.String(),
    defaultVersion: Type.Optional(Type.String()),
    optionsSchema: Type.Record(Type.String(), Type.Unknown(), { description: 'JSON Schema of `cni` in an order' }),
    kubernetes: Type.Optional(
      Type.String({ description: 'The Kubernetes that the default version supports, as a semver range' }),
    ),
    versions: Type.Array(
      Type.Object({
        version: Type.String(),
        digest: Type.String({ description: '`sha256:…` of the archive of the chart' }),
        kubernetes: Type.Optional(Type.String()),
      }),
      { description: 'The chart versions whose archives are pinned; others can be ordered too' },
    ),
    imageRegistries: Type.Array(Type.String(), { description: 'The hosts that nodes pull its images from' }),
    readiness: Type.Unknown({ description: 'What tells that it works' }),
  },
  { $id: 'CniPlugin' },
);

/** A kind of event. */
export const EventTypeView = Type.Object(
  { type: Type.Enum(Object.keys(eventTypes)), description: Type.String() },
  { $id: 'EventType' },
);

/** Whether the service, and what it needs, is up. */
export const HealthView = Type.Object(
  {
    status: Type.Enum(['ok', 'unavailable']),
    promise: Type.Optional(
      Type.Object(
        { word: Type.String({ description: 'For programs' }), says: Type.String({ description: 'For people' }) },
        { description: 'What an accepted order survives' },
      ),
    ),
    checks: Type.Optional(
      Type.Record(Type.String(), Type.Object({ ok: Type.Boolean(), detail: Type.Optional(Type.String()) })),
    ),
  },
  { $id: 'Health' },
);
