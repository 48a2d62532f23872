/** How a job stands, as a build's mark: the same drawings and colours tell it. */
import type { BuildMark, JobSeen, JobState } from "../../ipc/bindings";

const MARKS: Record<JobState, BuildMark> = {
  created: { is: "queued" },
  waiting: { is: "queued" },
  running: { is: "running" },
  passed: { is: "passed" },
  failed: { is: "failed" },
  cancelled: { is: "cancelled" },
  skipped: { is: "skipped" },
  manual: { is: "manual" },
  unknown: { is: "unknown" },
};

/** A failure that is allowed is a warning. */
export function markOf({ state, mayFail }: Pick<JobSeen, "state" | "mayFail">): BuildMark {
  return state === "failed" && mayFail ? { is: "passed_with_warnings" } : MARKS[state];
}
