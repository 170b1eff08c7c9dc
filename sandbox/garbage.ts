import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/**
 * What is called whenever something large was let go, and has the garbage collected each `times`: V8 lets it grow to hundreds
 * of megabytes while there is memory to be had, and gives little back afterwards.
 */
export function createCollector(times: number): () => void {
  let since = 0;
  return () => {
    since = (since + 1) % times;
    if (since === 0) collect();
  };
}
