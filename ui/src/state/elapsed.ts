/**
 * How long something goes on, by time that only runs forward: a clock that is set meanwhile neither stops nor hurries
 * it. A sleeping computer may not be counted.
 */
import { steadyBySecond } from "./clock.svelte";

/** As long as a sign-in may take. What seems longer ago when it is first seen is a clock that was set. */
const LONGEST_MS = 10 * 60_000;

/** The program's moments by that time. A page that is left and opened again finds them as they were. */
const moments = new Map<number, number>();

/** When a moment of the program was, as it was understood when it was first seen. */
function momentOf(at: number): number {
  const known = moments.get(at);
  if (known !== undefined) return known;
  const moment = performance.now() - Math.min(Math.max(Date.now() - at, 0), LONGEST_MS);
  moments.set(at, moment);
  return moment;
}

/** From one moment of the program until another, or until now, to the second. */
export function elapsed(since: number, until: number | null = null): number {
  const start = momentOf(since);
  return (until === null ? steadyBySecond() : momentOf(until)) - start;
}
