/** What the workers that live now say they reach of private clusters, in the words of `SLIPWAY_PRIVATE_REACH`. */
export interface ReachStore {
  /** Says it for so many milliseconds; said again in time, it stays. */
  publish(places: readonly string[], forMs: number): Promise<void>;
  /** What any worker has said that still holds, each once. */
  published(): Promise<string[]>;
}
