/**
 * Lets concurrent callers share one round trip: whoever comes while one is under way goes with the next. What `run`
 * throws, each caller of that group hears.
 */
export function groupCommit<Item, Result>(run: (items: Item[]) => Promise<Result[]>): (item: Item) => Promise<Result> {
  let waiting: { item: Item; done: PromiseWithResolvers<Result> }[] = [];
  let running = false;

  async function drain(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        const results = await run(group.map(({ item }) => item));
        for (const [index, { done }] of group.entries()) done.resolve(results[index] as Result);
      } catch (error) {
        for (const { done } of group) done.reject(error);
      }
    }
    running = false;
  }

  return (item) => {
    const done = Promise.withResolvers<Result>();
    waiting.push({ item, done });
    if (!running) void drain();
    return done.promise;
  };
}
