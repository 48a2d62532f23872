/** What stands beside a repository's name: what cannot be done in it, and what is amiss. */
import type { CloneFolder, Repository } from "../../ipc/bindings";
import { texts } from "../../texts";

export function chipsOf(repository: Repository): string[] {
  const { archived, readOnly, empty, clones, reachedBy } = repository;
  const words = texts.repositories.chips;
  const chips = [
    archived ? words.archived : null,
    readOnly && !archived ? words.readOnly : null,
    !readOnly && !archived && clones.some((clone) => mayOnlyFetch(repository, clone)) ? words.fetchOnly : null,
    empty ? words.empty : null,
    clones.some(({ isMoved }) => isMoved) ? words.moved : null,
    reachedBy.length === 0 ? texts.repositories.onlyAsked : null,
  ];
  return chips.filter((chip) => chip !== null);
}

/** Whether the account that was written into a clone may not push, though another one may. */
const mayOnlyFetch = ({ reachedBy }: Repository, clone: CloneFolder): boolean =>
  reachedBy.some(({ linkId, mayPush }) => linkId === clone.linkId && mayPush === false);
