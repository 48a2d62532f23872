/** A pretended list of repositories, answered by place in one revision as the program does. */
import type { Addition, Additions, CloneFolder, Repository, RepositoriesPage, RepositoriesWanted } from "../../src/ipc/bindings";
import type { Program } from "./program";

const HOUR = 60 * 60_000;

export const repository = (over: Partial<Repository> = {}): Repository => {
  const path = over.path ?? "group/web";
  return {
    id: 1,
    instance: "https://gitlab.com",
    path,
    name: path.slice(path.lastIndexOf("/") + 1),
    lastActivityAt: Date.now() - 2 * HOUR,
    reachedBy: [{ linkId: 11, mayPush: true }],
    archived: false,
    readOnly: false,
    empty: false,
    size: 14_000_000,
    visibility: "private",
    hasPicture: false,
    added: false,
    clones: [],
    to: `~/Projects/${path}`,
    cloneUrl: `https://gitlab.com/${path}.git`,
    ...over,
  };
};

export const clone = (over: Partial<CloneFolder> = {}): CloneFolder => ({
  id: 71,
  folder: "~/Projects/group/web",
  isThere: true,
  isMoved: false,
  linkId: 11,
  ...over,
});

/** One that was added, with a clone. */
export const added = (over: Partial<Repository> = {}): Repository => {
  const one = repository(over);
  return { ...one, added: true, clones: over.clones ?? [clone({ id: one.id + 70, folder: `~/Projects/${one.path}` })] };
};

export const additionsOf = (items: Addition[], over: Partial<Additions> = {}): Additions => ({
  revision: 1,
  done: 0,
  total: items.filter(({ state }) => state.is !== "failed").length,
  waiting: items.filter(({ state }) => state.is === "waiting").length,
  failed: items.filter(({ state }) => state.is === "failed").length,
  items,
  last: null,
  projectsFolder: "~/Projects",
  offersGit: false,
  gitMissing: false,
  ...over,
});

export const addition = (over: Partial<Addition> = {}): Addition => ({
  id: 5,
  repository: 2,
  path: "group/api",
  host: "gitlab.com",
  folder: "~/Projects/group/api",
  state: { is: "running", phase: "receiving", percent: 62, bytes: 14_890_000, rate: 3_250_000 },
  ...over,
});

/** Where letters stand in a text, or nothing; the program finds more than that. */
function marks(text: string, query: string): [number, number][] {
  const at = query === "" ? -1 : text.toLowerCase().indexOf(query.toLowerCase());
  return at < 0 ? [] : [[at, at + query.length]];
}

export interface Library {
  revision: number;
  all: Repository[];
  page(wanted: RepositoriesWanted): RepositoriesPage;
  /** Answers the commands that are about it. */
  serve(program: Program): Library;
}

export function library(all: Repository[]): Library {
  const passes = ({ filter, query }: RepositoriesWanted) => (one: Repository) =>
    (filter.linkId === null || one.reachedBy.some(({ linkId }) => linkId === filter.linkId)) &&
    (filter.archived === null || one.archived === filter.archived) &&
    (filter.readOnly === null || one.readOnly === filter.readOnly) &&
    (filter.added === null || one.added === filter.added) &&
    one.path.toLowerCase().includes(query.trim().toLowerCase());
  const it: Library = {
    revision: 1,
    all,
    page(wanted) {
      if (wanted.revision !== null && wanted.revision !== it.revision) return { is: "changed", revision: it.revision };
      const found = it.all.filter(passes(wanted));
      const order = [...found.filter((one) => one.added), ...found.filter((one) => !one.added)];
      const rows = order.slice(wanted.at, wanted.at + Math.min(200, wanted.count)).map((one) => ({
        repository: one,
        pathMarks: marks(one.path, wanted.query.trim()),
        nameMarks: marks(one.name, wanted.query.trim()),
      }));
      return { is: "rows", rows, total: order.length, added: found.filter((one) => one.added).length, revision: it.revision };
    },
    serve(program) {
      program.answer("list_repositories", (wanted) => it.page(wanted));
      program.answer("repository", ({ id }) => {
        const found = it.all.find((one) => one.id === id);
        return found ?? Promise.reject({ code: "not_found", facts: {} });
      });
      program.answer("find_repository", () => Promise.reject({ code: "not_found", facts: {} }));
      return it;
    },
  };
  return it;
}
