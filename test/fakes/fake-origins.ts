import type { Origins } from '../../src/ports.ts';

/** Sources of charts and images that have everything. */
export const fakeOrigins = (): Origins => ({
  chart: async ({ name, version }) => ({ type: 'there', fact: `${name} ${version}` }),
  registry: async (host) => ({ type: 'there', fact: host }),
});
