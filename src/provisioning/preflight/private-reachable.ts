import { isReached, networkOf } from '../../model/reach.ts';
import { type Check, failed, notApplicable, passed } from './check.ts';

/** Some worker says that it reaches the API server, if that is a private one. */
export const privateReachable: Check = {
  name: 'private-reachable',
  async run({ cluster: { order }, standpoint }) {
    if (!order.apiServerAccess?.private) return notApplicable('The API server is public.');
    const places = await standpoint.reach();
    const network = networkOf(order);
    if (isReached(order, places)) return passed('A worker says that it reaches private clusters there.', network);
    return failed(
      '/apiServerAccess/private',
      'No worker says that it reaches a private cluster there: Slipway could not install the CNI.',
      `Order a public API server, or have whoever runs Slipway give its workers a route to ${network}, the private DNS zone, and SLIPWAY_PRIVATE_REACH.`,
      // Which places there are is not every tenant's business.
      places.length === 0 ? 'no worker declares any' : 'workers declare others',
    );
  },
};
