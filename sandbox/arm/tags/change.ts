import { isObject, object, stringMap, text } from '../../json.ts';
import { armError } from '../errors.ts';

type Tags = Record<string, string>;

/** Of any resource (Azure documentation). */
const LIMITS = { tags: 50, name: 512, value: 256 };

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** The tags that a body sends, or a refusal: names are compared without case, and values are texts. */
export function tagsIn(body: unknown): Tags {
  const sent = object(object(body)['properties'])['tags'];
  if (!isObject(sent) || Object.values(sent).some((value) => typeof value !== 'string')) {
    throw armError(
      400,
      'InvalidRequestContent',
      "The request content was invalid: 'properties.tags' is no set of tags.",
    );
  }
  const tags = stringMap(sent);
  for (const [name, value] of Object.entries(tags)) {
    if (/[<>%&\\?/]|\p{Cc}/u.test(name)) {
      throw armError(
        400,
        'InvalidTagNameCharacters',
        `The tag names '${name}' have reserved characters '<,>,%,&,\\,?,/' or control characters.`,
      );
    }
    if (name.length > LIMITS.name || value.length > LIMITS.value) {
      const message = `The tag '${name.slice(0, 32)}' is too long. The maximum length is ${LIMITS.name} for a name and ${LIMITS.value} for a value.`;
      throw armError(400, 'InvalidTagLength', message);
    }
  }
  return tags;
}

/** What a PATCH makes of the tags that there are: it puts others in their place, adds to them, or takes some away. */
export function patched(before: Tags, body: unknown): Tags {
  const sent = tagsIn(body);
  const others = Object.entries(before).filter(([name]) => !Object.keys(sent).some((one) => isSame(one, name)));
  switch (text(object(body)['operation'])?.toLowerCase()) {
    case 'replace':
      return sent;
    case 'merge':
      return { ...Object.fromEntries(others), ...sent };
    case 'delete': {
      // By the name alone, or by the name and the value that it has.
      const kept = Object.entries(before).filter(
        ([name, value]) => !Object.entries(sent).some(([one, only]) => isSame(one, name) && ['', value].includes(only)),
      );
      return Object.fromEntries(kept);
    }
    default:
      throw armError(
        400,
        'InvalidRequestContent',
        "The request content was invalid: 'operation' must be one of 'Merge', 'Replace' and 'Delete'.",
      );
  }
}

/** Refuses more tags than Azure lets one resource have. */
export function checkCount(tags: Tags): void {
  const count = Object.keys(tags).length;
  if (count <= LIMITS.tags) return;
  const message = `Too many tags on the resource/resource group. Requested tag count - '${count}'. Maximum number of tags allowed - '${LIMITS.tags}'. Please follow the link https://aka.ms/arm-tag-limits for more information about resource tag limits.`;
  throw armError(400, 'TooManyTags', message);
}
