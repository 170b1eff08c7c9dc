import type { ErrorObject } from 'ajv';

type Schema = Record<string, unknown> & { properties?: Record<string, Schema>; const?: unknown };

/**
 * Ajv reports every branch of a union. This keeps only the branch that the caller meant: the one of the value's type,
 * or the one that a fixed member (`plugin` of a CNI) names.
 */
export function chooseBranches(errors: ErrorObject[]): ErrorObject[] {
  return errors.filter((error) => error.keyword === 'anyOf').reduce(chooseBranch, errors);
}

function chooseBranch(errors: ErrorObject[], union: ErrorObject): ErrorObject[] {
  const branches = union.schema as Schema[];
  const inside = (error: ErrorObject) => error.schemaPath.startsWith(`${union.schemaPath}/`);
  const others = errors.filter((error) => error !== union && !inside(error));
  const sameType = branches.filter((branch) => hasType(union.data, branch['type']));
  const chosen = sameType.length === 1 ? sameType[0] : sameType.find((branch) => names(branch, union.data));
  if (chosen) {
    const path = `${union.schemaPath}/${branches.indexOf(chosen)}/`;
    return [...others, ...errors.filter((error) => error.schemaPath.startsWith(path))];
  }
  return [...others, undecided(union, branches, sameType)];
}

/** The error that says which choices there are. */
function undecided(union: ErrorObject, branches: Schema[], sameType: Schema[]): ErrorObject {
  const member = fixedMember(branches);
  if (!member || sameType.length === 0) {
    return { ...union, keyword: 'type', params: { type: branches.map((branch) => branch['type']) } };
  }
  if (!Object.hasOwn(union.data as object, member)) {
    return { ...union, keyword: 'required', params: { missingProperty: member } };
  }
  const allowedValues = branches.map((branch) => branch.properties?.[member]?.const);
  return { ...union, keyword: 'enum', params: { allowedValues }, instancePath: `${union.instancePath}/${member}` };
}

function names(branch: Schema, data: unknown): boolean {
  const member = fixedMember([branch]);
  return member !== undefined && (data as Schema)[member] === branch.properties?.[member]?.const;
}

/** The member that has a constant in every branch. */
function fixedMember(branches: Schema[]): string | undefined {
  const members = Object.keys(branches[0]?.properties ?? {});
  return members.find((member) =>
    branches.every((branch) => Object.hasOwn(branch.properties?.[member] ?? {}, 'const')),
  );
}

function hasType(data: unknown, type: unknown): boolean {
  if (Array.isArray(data)) return type === 'array';
  return data === null ? type === 'null' : typeof data === type;
}
