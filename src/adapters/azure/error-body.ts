import { listOf, recordOf, textOf } from '../../model/json.ts';

/** One code and one sentence, from one level of what Azure said. */
export interface AzureFault {
  code: string;
  message: string;
  /** The policy assignments that `additionalInfo` names. */
  policies?: string[];
}

const deepest = 8;
const mostFaults = 60;
/** `Code="X"`, `SubCode: X`, `"code": "X"` and the same with escaped quotes: texts cut off in the middle included. */
const codeInText = /(?:sub)?code\\*"?\s*[:=]\s*\\*"?([A-Za-z]\w{3,})/gi;

/**
 * Every code in an error of Azure, outermost first. Reads Resource Manager's `{error: {…}}`, AKS's bare
 * `{code, message, details, subcode}`, nested details, JSON inside a message and AKS's `SubCode: …;` sentences.
 */
export function faultsIn(body: unknown): AzureFault[] {
  const found: AzureFault[] = [];
  collect(typeof body === 'string' ? { message: body } : body, found, 0);
  return found;
}

function collect(value: unknown, found: AzureFault[], depth: number): void {
  if (typeof value !== 'object' || value === null || depth > deepest || found.length > mostFaults) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found, depth + 1);
    return;
  }
  // Keys are compared without case: AKS, Resource Manager and the resource providers do not agree on it.
  const members = new Map(Object.entries(value).map(([key, member]) => [key.toLowerCase(), member as unknown]));
  const message = textOf(members.get('message')).trim();
  const code = textOf(members.get('code')) || textOf(members.get('internalerrorcode'));
  const policies = policiesIn(members.get('additionalinfo'));
  if (code || message) found.push({ code, message, ...(policies.length > 0 ? { policies } : {}) });
  const subcode = textOf(members.get('subcode'));
  if (subcode) found.push({ code: subcode, message });
  if (message) collectText(message, found, depth);
  for (const key of ['error', 'details', 'innererror', 'originerror', 'orginalerror']) {
    collect(members.get(key), found, depth + 1);
  }
}

function collectText(message: string, found: AzureFault[], depth: number): void {
  const inner = jsonIn(message);
  for (const [, code] of message.matchAll(codeInText)) {
    if (code && code !== 'Unspecified' && found.length <= mostFaults) found.push({ code, message });
  }
  if (inner !== undefined) collect(inner, found, depth + 1);
}

/** The assignments of `[{ type: 'PolicyViolation', info: {…} }]`, by the name that people know them by. */
function policiesIn(additionalInfo: unknown): string[] {
  return listOf(additionalInfo).flatMap((item) => {
    const info = recordOf(recordOf(item)['info']);
    const name = textOf(info['policyAssignmentDisplayName']) || textOf(info['policyAssignmentName']);
    const definition = textOf(info['policyDefinitionDisplayName']);
    return name || definition ? [`"${name || definition}"`] : [];
  });
}

/** JSON within a text, after whatever prose comes first. */
function jsonIn(text: string): unknown {
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  if (start < 0 || end <= start) return undefined;
  try {
    return JSON.parse(text.slice(start, end + 1));
  } catch {
    return undefined;
  }
}

/** A text of Azure as users may see it: of bearable length, and without the signature of a signed URL. */
export function presentable(text: string, limit = 2_000): string {
  const clean = text.replace(/([?&](?:sig|s|c|h|t)=)[^&\s"'\\]+/g, '$1***').trim();
  return clean.length > limit ? `${clean.slice(0, limit)}…` : clean;
}
