import type { Target } from '../../faults/entry.ts';
import type { Faults } from '../../faults/faults.ts';
import { text } from '../../json.ts';
import type { KubeBehaviour } from '../../kube/seam.ts';

/** What the faults that are on mean for the inside of a cluster. */
export function behaviourOf(faults: Faults, target: Target): KubeBehaviour {
  const flaky = faults.paramsOf('flaky-pod-network', target);
  const missing = faults.paramsOf('image-pull-fails', target);
  return {
    nodesNeverReady: faults.isOn('nodes-never-ready', target),
    podNetworkBroken: faults.isOn('pod-network-broken', target),
    crossNodeBroken: faults.isOn('cross-node-broken', target),
    serviceNetworkBroken: faults.isOn('service-network-broken', target),
    dnsBroken: faults.isOn('dns-broken', target),
    dnsNeverReady: faults.isOn('coredns-never-ready', target),
    apiServerDown: faults.isOn('api-server-down', target),
    ...(flaky === undefined ? {} : { podsUnheard: Number(flaky['pods'] ?? 2) }),
    ...(missing === undefined ? {} : { missingImage: text(missing['image']) ?? 'busybox' }),
  };
}
