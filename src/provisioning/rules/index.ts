import type { Cluster } from '../../model/cluster.ts';
import type { FieldError } from '../../model/problem.ts';
import { withinCni } from '../change-cni.ts';
import type { CniCatalogue } from '../cni/index.ts';
import { refusedPlugins } from '../cni/refused.ts';
import { apiServerRules } from './api-server.ts';
import { armOverrideRules } from './arm-overrides.ts';
import type { Draft, Rule } from './draft.ts';
import { loginRules } from './logins.ts';
import { nameRules } from './names.ts';
import { networkRules } from './network.ts';
import { nodePoolRules } from './node-pools.ts';
import { outboundRules } from './outbound.ts';
import { refusedFields } from './refused-fields.ts';
import { subnetRules } from './subnets.ts';
import { upkeepRules } from './upkeep.ts';

const rules: readonly Rule[] = [
  refusedFields,
  nameRules,
  networkRules,
  nodePoolRules,
  subnetRules,
  outboundRules,
  apiServerRules,
  loginRules,
  upkeepRules,
  armOverrideRules,
];

/** Every fault of an order that can be known without asking Azure, all at once. */
export function checkOrder(catalogue: CniCatalogue, draft: Draft): FieldError[] {
  return [...rules, cniRules(catalogue)].flatMap((rule) => rule(draft));
}

/** Every fault of a CNI on a cluster that was ordered before; pointers are into the `cni` alone. */
export function checkCni(catalogue: CniCatalogue, { order }: Pick<Cluster, 'order'>, cni: Draft['cni']): FieldError[] {
  return cniRules(catalogue)({ ...order, cni: cni ?? {} }).map(withinCni);
}

function cniRules(catalogue: CniCatalogue): Rule {
  return (draft) => {
    const plugin = draft.cni?.plugin;
    const refusal = plugin ? refusedPlugins[plugin] : undefined;
    if (refusal) return [{ pointer: '/cni/plugin', code: 'cni-refused', detail: refusal }];
    return (plugin && catalogue.get(plugin)?.check?.(draft)) || [];
  };
}
