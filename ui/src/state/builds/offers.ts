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

export function offersOf(row: MergeRequestRow, subject: Subject, { onpage, onwhy }: Hooks): Offer[] {
  const { actions, build } = row;
  const words = texts.builds;
  const id = build.id;
  const offers: (Offer | null)[] = [
    actions.log === null ? null : { name: words.log, onselect: () => onpage(actions.log) },
    row.why === null || isWaiting(row) ? null : { name: words.why, onselect: onwhy },
    actions.approve && build.mark.is === "needs_approval" ? buildThis(subject) : null,
    actions.retry && id !== null ? { name: words.retry, onselect: () => void doing.retry(subject, id) } : null,
    id !== null && actions.retryJob !== null
      ? { name: words.retryJob, onselect: () => void doing.retryJob(subject, id, actions.retryJob!) }
      : null,
    id !== null && actions.play !== null
      ? { name: words.play, onselect: () => void doing.play(subject, id, actions.play!) }
      : null,
    actions.build && build.mark.is === "not_built" ? buildThis(subject) : null,
    actions.build && build.mark.is !== "not_built"
      ? { name: words.build, onselect: () => void doing.build(subject) }
      : null,
    actions.approve && build.mark.is !== "needs_approval" ? buildThis(subject) : null,
    actions.cancel && id !== null ? { name: words.cancel, onselect: () => void doing.cancel(subject, id) } : null,
    { name: words.details, onselect: () => onpage(null) },
    { name: words.open, onselect: () => void doing.open({ is: "merge_request", id: row.id }) },
  ];
  const all = offers.filter((one) => one !== null);
  // What waits for an approval asks for that first.
  return build.mark.is === "needs_approval" ? [...all.filter(isBuildThis), ...all.filter((one) => !isBuildThis(one))] : all;
}

const buildThis = (subject: Subject): Offer => ({ name: texts.builds.buildThis, onselect: () => void doing.ask(subject) });
const isBuildThis = ({ name }: Offer): boolean => name === texts.builds.buildThis;
/** Why it waits is in its word already. */
const isWaiting = ({ build }: MergeRequestRow): boolean => build.mark.is === "waiting_for_gitlab" || build.mark.is === "starting";
