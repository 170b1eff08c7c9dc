import type { Standpoint } from '../../src/ports.ts';

/** The principal of `fakeStandpoint`. */
export const ourPrincipal = {
  objectId: '33333333-3333-3333-3333-333333333333',
  tenantId: '11111111-1111-1111-1111-111111111111',
};

/** Who and where Slipway is; tests change it. */
export type FakeStandpoint = { -readonly [Member in keyof Standpoint]: Standpoint[Member] };

export const fakeStandpoint = (): FakeStandpoint => ({
  principal: async () => ourPrincipal,
  reach: async () => [],
  egress: [],
});
