import { isObject } from '../../model/json.ts';
import type { FieldError } from '../../model/problem.ts';
import type { Draft } from './draft.ts';
import { fault } from './fault.ts';

const kubeProxy =
  'kube-proxy stays as AKS sets it up: to configure or leave it out is only in preview APIs, which Slipway does not use';
const always = 'it is always none here; choose the CNI in `cni`';
const besideNone = 'AKS refuses it with networkPlugin none';
const dualStack = 'AKS refuses two address families with networkPlugin none';
const policy = `${besideNone}; the CNI of your choice enforces NetworkPolicies`;

const network: Record<string, string> = {
  kubeProxy,
  kubeProxyConfig: kubeProxy,
  networkPlugin: always,
  networkPluginMode: besideNone,
  networkMode: besideNone,
  networkDataplane: besideNone,
  networkPolicy: policy,
  ipFamilies: dualStack,
  podCidrs: dualStack,
  serviceCidrs: dualStack,
};
const order: Record<string, string> = {
  ...network,
  windowsProfile: 'networkPlugin none does not support Windows nodes',
};
const podSubnet = `${besideNone}; the CNI gives pods their addresses from network.podCidr`;
const pool: Record<string, string> = {
  osType: 'all nodes are Linux: networkPlugin none does not support Windows',
  podSubnetId: podSubnet,
  podSubnetID: podSubnet,
};

/** Fields of AKS that people ask for and that cannot be here: the reason, instead of "not a known field". */
export function refusedFields(draft: Draft): FieldError[] {
  const pools = Array.isArray(draft.nodePools) ? draft.nodePools : [];
  return [
    ...refused('', draft, order),
    ...refused('/network', draft.network, network),
    ...pools.flatMap((each, index) => refused(`/nodePools/${index}`, each, pool)),
  ];
}

function refused(at: string, given: unknown, reasons: Record<string, string>): FieldError[] {
  if (!isObject(given)) return [];
  return Object.entries(reasons)
    .filter(([name]) => Object.hasOwn(given, name))
    .map(([name, reason]) => fault(`${at}/${name}`, 'not-supported', `${name} cannot be ordered: ${reason}.`));
}
