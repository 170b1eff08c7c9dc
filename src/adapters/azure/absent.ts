import type { Attempt } from './client.ts';

/** Whether ARM answered that the resource, or what it is in, does not exist. A wrong subscription is not that. */
export function isAbsent(answer: Attempt<unknown>): boolean {
  return (
    'problem' in answer &&
    answer.last?.status === 404 &&
    !/^(?:SubscriptionNotFound|InvalidSubscriptionId|InvalidResourceType|NoRegisteredProviderFound)$/i.test(
      answer.problem.problem.azure?.code ?? '',
    )
  );
}
