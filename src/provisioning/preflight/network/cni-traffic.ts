import type { CniOrder } from '../../../model/order.ts';
import type { Flow } from './flows.ts';

const flow = (protocol: Flow['protocol'], first: number, last = first): Flow => ({ protocol, port: { first, last } });

const vxlan = flow('UDP', 4789);
const geneve = flow('UDP', 6081);
/** Linux's own port of VXLAN, which Cilium keeps to. */
const linuxVxlan = flow('UDP', 8472);

/** The kubelet, which the control plane, metrics and probes call. */
const kubelet = flow('TCP', 10_250);

/** What a cluster does not work without between its nodes: the kubelet, the CNI's tunnel, and what its parts say to each other. */
export function neededFlows({ plugin, values = {} }: CniOrder): Flow[] {
  switch (plugin) {
    case 'cilium':
      return [kubelet, values['tunnelProtocol'] === 'geneve' ? geneve : linuxVxlan, flow('TCP', 4240)];
    case 'calico':
      return [kubelet, vxlan, flow('TCP', 5473)];
    case 'antrea':
      return [kubelet, values['tunnelType'] === 'vxlan' ? vxlan : geneve, flow('TCP', 10_349, 10_351)];
    default:
      // Of another CNI it is not known which tunnel it has.
      return [kubelet, flow('UDP', 0, 65_535)];
  }
}
