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
