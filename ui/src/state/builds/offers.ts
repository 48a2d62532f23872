/** What can be done with a merge request, the most likely first: the buttons of its row and its menu. */
import type { MergeRequestRow } from "../../ipc/bindings";
import { texts } from "../../texts";
import { doing, type Subject } from "./doing.svelte";

export interface Offer {
  name: string;
  onselect: () => void;
}

/** What only the page can do. */
export interface Hooks {
  /** Its own page, with the log of a job where one is asked for. */
  onpage: (job: number | null) => void;
  onwhy: () => void;
}

/** The first of them is harmless, or asks before it does anything. */
export function offersOf(row: MergeRequestRow, subject: Subject, { onpage, onwhy }: Hooks): Offer[] {
  const { actions, build } = row;
  const words = texts.builds;
  const offer = (is: boolean, name: string, onselect: () => void): Offer | null => (is ? { name, onselect } : null);
  const log = offer(actions.log !== null, words.log, () => onpage(actions.log));
  const why = offer(row.why !== null && !isWaiting(row), words.why, onwhy);
  const details = offer(true, words.details, () => onpage(null));
  const isAskedFor = build.mark.is === "not_built" || build.mark.is === "needs_approval";
  const buildThis = offer(actions.approve || (actions.build && isAskedFor), words.buildThis, () => void doing.ask(subject));
  const first = log ?? (build.mark.is === "needs_approval" ? buildThis : null) ?? why ?? details;
  const all = [
    first,
    log,
    why,
    isAskedFor ? buildThis : null,
    ...ofPipeline(row, subject),
    offer(actions.build && !isAskedFor, words.build, () => void doing.build(subject)),
    buildThis,
    details,
    offer(true, words.open, () => void doing.open({ is: "merge_request", id: row.id })),
  ];
  return [...new Set(all.filter((one) => one !== null))];
}

/** What can be done with a pipeline that is there. */
function ofPipeline({ actions, build: { id } }: MergeRequestRow, subject: Subject): Offer[] {
  if (id === null) return [];
  const { retry, retryJob, play, cancel } = actions;
  const words = texts.builds;
  return [
    ...(retry ? [{ name: words.retry, onselect: () => void doing.retry(subject, id) }] : []),
    ...(retryJob === null ? [] : [{ name: words.retryJob, onselect: () => void doing.retryJob(subject, id, retryJob) }]),
    ...(play === null ? [] : [{ name: words.play, onselect: () => void doing.play(subject, id, play) }]),
    ...(cancel ? [{ name: words.cancel, onselect: () => void doing.cancel(subject, id) }] : []),
  ];
}

/** That GitLab may still begin is in its word already. */
const isWaiting = ({ why }: MergeRequestRow): boolean => why?.reason.is === "preparing";
