import { type Check, failed, passed } from './check.ts';

/** Nobody has installed a CNI into the cluster that awaits one: a second beside it would break both. */
export const noCniYet: Check = {
  name: 'no-cni-yet',
  async run({ facts }) {
    const nodes = await facts.nodes();
    const ready = nodes.filter((node) => node.ready).length;
    const fact = `${ready} of ${nodes.length} nodes Ready`;
    if (ready === 0) return passed('No node is Ready: there is no CNI yet.', fact);
    return failed(
      '/cni/plugin',
      'Nodes are Ready, so that somebody has installed a CNI already.',
      'If it is to stay, complete the cluster with {"plugin": "external"}. If not, remove it first.',
      fact,
    );
  },
};
