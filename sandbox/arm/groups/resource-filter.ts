import { type JsonObject, object, text } from '../../json.ts';
import { armError } from '../errors.ts';

type Test = (resource: JsonObject) => boolean;

const MEMBERS = ['name', 'resourceType', 'location', 'resourceGroup'];

/** The filters that Resource Manager documents for lists of resources: equal members, or a tag and its value. */
export function resourceFilter(filter: string | null): Test {
  if (filter === null || filter.trim() === '') return () => true;
  const terms = filter.split(/\s+and\s+/i).map((term) => {
    const [, member = '', operand = ''] = /^\s*(\w+)\s+eq\s+'((?:[^']|'')*)'\s*$/i.exec(term) ?? [];
    return { member, value: operand.replaceAll("''", "'") };
  });
  const tag = terms.find(({ member }) => member === 'tagName')?.value;
  if (tag !== undefined && terms.every(({ member }) => member === 'tagName' || member === 'tagValue')) {
    const value = terms.find(({ member }) => member === 'tagValue')?.value;
    return ({ tags }) => tag in object(tags) && (value === undefined || object(tags)[tag] === value);
  }
  if (terms.some(({ member }) => !MEMBERS.includes(member))) {
    throw armError(400, 'InvalidFilterInQueryString', `Invalid $filter '${filter}' specified in the query string.`);
  }
  return (resource) => terms.every(({ member, value }) => read(resource, member).toLowerCase() === value.toLowerCase());
}

function read(resource: JsonObject, member: string): string {
  if (member === 'resourceType') return text(resource['type']) ?? '';
  if (member === 'resourceGroup') return text(resource['id'])?.split('/')[4] ?? '';
  return text(resource[member]) ?? '';
}
