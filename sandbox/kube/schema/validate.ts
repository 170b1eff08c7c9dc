import { isFields } from '../json.ts';
import type { Cause } from '../status.ts';
import type { ObjectNode, Rules, SchemaNode } from './node.ts';

// These are required in the published schema, but the server takes an object without them.
const notReallyRequired = new Set(['endpoints']);

function ruleCauses(value: unknown, rules: Rules, field: string): Cause[] {
  const text = JSON.stringify(value);
  if (rules.enum !== undefined && !rules.enum.includes(value)) {
    const supported = rules.enum.map((item) => JSON.stringify(item)).join(', ');
    return [
      {
        reason: 'FieldValueNotSupported',
        field,
        message: `Unsupported value: ${text}: supported values: ${supported}`,
      },
    ];
  }
  const invalid = (why: string) => [
    { reason: 'FieldValueInvalid', field, message: `Invalid value: ${text}: ${field} in body ${why}` },
  ];
  if (rules.pattern !== undefined && typeof value === 'string' && !matches(rules.pattern, value)) {
    return invalid(`should match '${rules.pattern}'`);
  }
  if (typeof value !== 'number') return [];
  if (rules.minimum !== undefined && value < rules.minimum)
    return invalid(`should be greater than or equal to ${rules.minimum}`);
  if (rules.maximum !== undefined && value > rules.maximum)
    return invalid(`should be less than or equal to ${rules.maximum}`);
  return [];
}

// A pattern is written for Go; one that JavaScript cannot read is taken as matched.
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern).test(value);
  } catch {
    return true;
  }
}

function objectCauses(value: Record<string, unknown>, node: ObjectNode, path: string, skip: string): Cause[] {
  const causes: Cause[] = [];
  for (const [key, field] of node.fields) {
    if (key === skip) continue;
    const fieldPath = path === '' ? key : `${path}.${key}`;
    const item = value[key];
    // Built-in types, which have names, take an empty string for a missing one; custom resources do not.
    if (item === undefined || (item === '' && node.name !== '')) {
      if (!field.required || notReallyRequired.has(key)) continue;
      causes.push({ reason: 'FieldValueRequired', field: fieldPath, message: 'Required value' });
    } else {
      causes.push(...valueCauses(item, field.node, fieldPath));
    }
  }
  return causes;
}

function valueCauses(value: unknown, node: SchemaNode, path: string): Cause[] {
  const causes = node.rules === undefined || value === null ? [] : ruleCauses(value, node.rules, path);
  if (node.kind === 'list' && Array.isArray(value)) {
    value.forEach((item, index) => {
      causes.push(...valueCauses(item, node.items, `${path}[${index}]`));
    });
  } else if (node.kind === 'map' && isFields(value)) {
    for (const [key, item] of Object.entries(value)) causes.push(...valueCauses(item, node.values, `${path}.${key}`));
  } else if (node.kind === 'object' && isFields(value)) {
    causes.push(...objectCauses(value, node, path, ''));
  }
  return causes;
}

/** Required fields and value rules that an object breaks; its status is not looked at. */
export function schemaCauses(object: Record<string, unknown>, node: ObjectNode): Cause[] {
  return objectCauses(object, node, '', 'status');
}
