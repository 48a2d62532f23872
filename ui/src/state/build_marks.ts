/** What a build's mark means for how it is shown. */
import type { BuildMark, BuildStand, MergeRequestRow } from "../ipc/bindings";
import { texts } from "../texts";
import { ago } from "../texts/times";

export type Tone = "red" | "amber" | "green" | "plain";

export function toneOf({ is }: BuildMark): Tone {
  switch (is) {
    case "failed":
      return "red";
    case "passed_with_warnings":
    case "needs_approval":
    case "no_runner":
    case "manual":
    case "unknown":
      return "amber";
    case "passed":
      return "green";
    default:
      return "plain";
  }
}

/** Whether it changes by itself: what was said of it last may not be so any more. */
export const isUnderWay = ({ is }: BuildMark): boolean =>
  is === "waiting_for_gitlab" || is === "starting" || is === "queued" || is === "running" || is === "no_runner";

/** What is followed is read at least every ten minutes. */
const OLD_MS = 15 * 60_000;

/** Whether what was said of it may well not be so any more. */
export const isOld = ({ mark, seenAt }: BuildStand, now: number): boolean =>
  seenAt !== null && isUnderWay(mark) && now - seenAt >= OLD_MS;

/** In a word or two; what may have changed since is said to be old. */
export function wordOf(build: BuildStand, now: number): string {
  const word = texts.builds.mark(build);
  return isOld(build, now) ? texts.builds.lastSeen(word, ago(build.seenAt ?? now, now)) : word;
}

/** In a few words why it is not built or not yet, where its word does not say that. */
export function shortOf({ build, why }: Pick<MergeRequestRow, "build" | "why">): string | null {
  const is = build.mark.is;
  const isHeldUp = (is === "waiting_for_gitlab" || is === "starting") && why?.reason.is !== "preparing";
  return why !== null && (is === "not_built" || isHeldUp) ? texts.why.short(why.reason) : null;
}

/** When what is told of it happened. */
export const timeOf = ({ endedAt, decidedAt }: BuildStand): number => endedAt ?? decidedAt;
