import { type Static, Type } from 'typebox';

/** What AKS upgrades by itself. */
export const AutoUpgradeSchema = Type.Enum(['none', 'patch', 'stable', 'rapid', 'node-image'], {
  description: 'Which Kubernetes versions AKS upgrades to by itself. Default none.',
});
export const NodeOsUpgradeSchema = Type.Enum(['None', 'Unmanaged', 'SecurityPatch', 'NodeImage'], {
  description: 'How nodes get security updates. Default NodeImage.',
});

/** When AKS may do so. */
export const MaintenanceWindowSchema = Type.Object(
  {
    dayOfWeek: Type.Enum(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']),
    startTime: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: '`HH:MM`' }),
    utcOffset: Type.Optional(
      Type.String({ pattern: '^[+-](0\\d|1[0-4]):[0-5]\\d$', description: '`+01:00`. Default +00:00.' }),
    ),
    durationHours: Type.Optional(Type.Integer({ minimum: 4, maximum: 24, description: 'Default 4.' })),
    intervalWeeks: Type.Optional(Type.Integer({ minimum: 1, maximum: 4, description: 'Default 1.' })),
  },
  { additionalProperties: false, description: 'When AKS may upgrade by itself; only with a channel that upgrades.' },
);
export type AutoUpgrade = Static<typeof AutoUpgradeSchema>;
export type NodeOsUpgrade = Static<typeof NodeOsUpgradeSchema>;
export type MaintenanceWindow = Static<typeof MaintenanceWindowSchema>;
