/** What stands in the list from top to bottom: sections, their rows, and what GitLab can be asked for. */
import type { FoundRepository, Repository } from "../../ipc/bindings";

export type Section = "added" | "member";
export type Note = "nothing_here" | "none_such" | "none_in_filter" | "in_none" | "reading" | "found_none" | "too_many";

export type Line =
  | { is: "section"; section: Section; count: number }
  | { is: "note"; note: Note }
  | { is: "row"; place: number }
  | { is: "find" }
  | { is: "ask"; linkId: number }
  | { is: "found"; found: FoundRepository }
  | { is: "repository"; repository: Repository };

export interface Contents {
  total: number;
  /** How many of them were added; they come first. */
  added: number;
  /** Whether something was typed. */
  searches: boolean;
  /** Whether that is an address: what has it as a name is no answer. */
  isAddress: boolean;
  /** Whether everything there is was read at least once. */
  isRead: boolean;
  /** Whether something is left out. */
  narrows: boolean;
  /** What comes below: the question to GitLab, and what came of it. */
  below: readonly Line[];
  /** More rows than this cannot be shown at once. */
  most: number;
}

export interface Lines {
  count: number;
  at(index: number): Line | null;
  /** The first line of a repository; `null` where there is none. */
  first: number | null;
}

interface Part {
  length: number;
  at(index: number): Line;
}

const one = (line: Line): Part => ({ length: 1, at: () => line });
const rows = (from: number, to: number): Part => ({
  length: Math.max(0, to - from),
  at: (index) => ({ is: "row", place: from + index }),
});

export function linesOf(contents: Contents): Lines {
  const parts = [...partsOf(contents), ...contents.below.map(one)];
  const count = parts.reduce((sum, part) => sum + part.length, 0);
  const at = (index: number): Line | null => {
    let left = index;
    for (const part of parts) {
      if (left < part.length) return left < 0 ? null : part.at(left);
      left -= part.length;
    }
    return null;
  };
  return { count, at, first: firstOf(parts) };
}

function firstOf(parts: readonly Part[]): number | null {
  let index = 0;
  for (const part of parts) {
    const line = part.length > 0 ? part.at(0) : null;
    if (line?.is === "row" || line?.is === "found" || line?.is === "repository") return index;
    index += part.length;
  }
  return null;
}

/** A section that nothing was found in is left out while something is looked for. */
function partsOf({ total, added, searches, isAddress, isRead, narrows, most }: Contents): Part[] {
  if (isAddress) return [];
  const looks = searches || narrows;
  const shown = Math.min(total, most);
  // What a filter leaves out may be called so all the same.
  if (total === 0 && looks) return [one({ is: "note", note: narrows ? "none_in_filter" : "none_such" })];
  const parts: Part[] = [];
  if (added > 0 || !looks) {
    parts.push(one({ is: "section", section: "added", count: added }));
    parts.push(added > 0 ? rows(0, Math.min(added, shown)) : one({ is: "note", note: "nothing_here" }));
  }
  if (total > added || !looks) {
    parts.push(one({ is: "section", section: "member", count: total - added }));
    parts.push(total > 0 || looks ? rows(added, shown) : one({ is: "note", note: isRead ? "in_none" : "reading" }));
  }
  if (shown < total) parts.push(one({ is: "note", note: "too_many" }));
  return parts;
}
