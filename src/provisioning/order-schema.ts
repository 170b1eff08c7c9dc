import { Type } from 'typebox';
import { orderFields } from '../model/order.ts';
import type { CniCatalogue } from './cni/index.ts';

/** The schema of a whole order: the common fields, and the union of what each CNI can be told. */
export function orderSchema(catalogue: CniCatalogue) {
  return Type.Object({ ...orderFields, cni: cniSchema(catalogue) }, { additionalProperties: false });
}

/** The union of what each CNI can be told: the `cni` of an order, and the body of a change of it. */
export function cniSchema(catalogue: CniCatalogue) {
  return Type.Union(
    [...catalogue.values()].map((plugin) => plugin.schema),
    { description: 'The CNI to install, told apart by `plugin`.', discriminator: { propertyName: 'plugin' } },
  );
}
