import type { Activity } from '../../model/diagnosis.ts';
import { listOf, recordOf, textOf } from '../../model/json.ts';
import type { Arm } from '../../ports.ts';
import { causeOf } from './arm-problems.ts';
import { type ArmClients, toldBy } from './client.ts';
import { presentable } from './error-body.ts';

const insights = '2015-04-01';
const mostPages = 3;
const longest = 300;
/** The members that are read; the others, claims of callers among them, need not come. */
const wanted = 'eventTimestamp,operationName,status,properties,correlationId,resourceId';

/** What Azure's activity log says of failures. Entries come minutes late, and only for those with the right to read it. */
export function createActivityLog(clients: ArmClients): Pick<Arm, 'failures'> {
  return {
    async failures(scope, group, { since, until }) {
      const time = (at: number) => new Date(at).toISOString();
      const filter = `eventTimestamp ge '${time(since)}' and eventTimestamp le '${time(until)}' and resourceGroupName eq '${group}'`;
      const path = `/subscriptions/${scope.subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values`;
      const found: Activity[] = [];
      let url = `${path}?api-version=${insights}&$filter=${encodeURIComponent(filter)}&$select=${wanted}`;
      for (let page = 0; url && page < mostPages; page++) {
        const answer = await clients.request(scope, 'Reading the activity log', { method: 'GET', url });
        const body = recordOf(toldBy(answer).body);
        found.push(...listOf(body['value']).flatMap(failureIn));
        url = textOf(body['nextLink']);
      }
      return found;
    },
  };
}

function failureIn(item: unknown): Activity[] {
  const entry = recordOf(item);
  const word = (name: string) => textOf(recordOf(entry[name])['value']);
  if (!/^failed$/i.test(word('status'))) return [];
  const properties = recordOf(entry['properties']);
  const cause = causeOf(bodyIn(textOf(properties['statusMessage'])));
  const code = cause.code || textOf(properties['statusCode']) || 'Failed';
  return [
    {
      at: textOf(entry['eventTimestamp']),
      operation: word('operationName'),
      resource: textOf(entry['resourceId']),
      code,
      ...(cause.message ? { message: presentable(cause.message, longest) } : {}),
      ...(entry['correlationId'] ? { correlationId: textOf(entry['correlationId']) } : {}),
    },
  ];
}

/** The body of an error, which the log keeps as JSON in a string; some services write plain text. */
function bodyIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
