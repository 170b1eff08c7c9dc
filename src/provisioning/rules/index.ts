import type { FieldError } from '../../model/problem.ts';
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
  const cniRules: Rule = ({ cni }) => {
    const refusal = cni?.plugin ? refusedPlugins[cni.plugin] : undefined;
    if (refusal) return [{ pointer: '/cni/plugin', code: 'cni-refused', detail: refusal }];
    return (cni?.plugin && catalogue.get(cni.plugin)?.check?.(draft)) || [];
  };
  return [...rules, cniRules].flatMap((rule) => rule(draft));
}
