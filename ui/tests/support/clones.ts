/** Clones and what is known of them, for tests and for looking at it. */
import type {
  CloneDetails,
  CloneFolder,
  CloneLoss,
  CloneRemote,
  FoundClone,
  FoundClones,
  Group,
  GroupPreview,
  GroupRow,
  LossAlso,
  RemovalCheck,
  Repository,
} from "../../src/ipc/bindings";
import { alice, linked, overviewOf, type Everything } from "./states";
import type { Program } from "./program";

const GIB = 1024 ** 3;

export const foundClone = (over: Partial<FoundClone> = {}): FoundClone => ({
  folder: "/home/alice/work/web",
  shown: "~/work/web",
  kind: "whole",
  host: "gitlab.com",
  path: "group/web",
  repository: 41,
  added: false,
  ssh: false,
  password: false,
  hazards: [],
  ...over,
});

const below = (name: string, over: Partial<FoundClone> = {}): FoundClone =>
  foundClone({ folder: `/home/alice/work/${name}`, shown: `~/work/${name}`, path: `group/${name}`, ...over });

export const secure = foundClone();
export const bySsh = below("api", { ssh: true });
export const withPassword = below("legacy", { password: true });
export const hazardous = below("tools", {
  hazards: [
    { harm: "starts_program", key: "core.fsmonitor", submodule: null },
    { harm: "leads_elsewhere", key: "url.https://mirror.example/.insteadOf", submodule: "libs/parser" },
  ],
});
export const known = below("docs", { added: true });
export const elsewhere = foundClone({
  folder: "/home/alice/src/ops",
  shown: "~/src/ops",
  kind: "worktree",
  host: "git.example.org/gitlab",
  path: "ops/deploy",
});

export const foundClones = (over: Partial<FoundClones> = {}): FoundClones => ({
  clones: [secure, bySsh, withPassword, hazardous, known, elsewhere],
  others: 3,
  folders: 1204,
  leftOut: 2,
  isCutShort: false,
  ...over,
});

export const groups: Group[] = [
  { instance: "https://gitlab.com", host: "gitlab.com", path: "group", count: 3000 },
  { instance: "https://gitlab.com", host: "gitlab.com", path: "work", count: 212 },
  { instance: "https://gitlab.com", host: "gitlab.com", path: "work/tools", count: 12 },
];

export const groupRow = (repository: number, over: Partial<GroupRow> = {}): GroupRow => ({
  repository,
  path: `group/project-${String(repository).padStart(4, "0")}`,
  size: 64 * 1024 ** 2,
  archived: false,
  added: false,
  ...over,
});

/** One archived, one added, one of unknown size, and others. */
export const groupPreview = (count = 6, over: Partial<GroupPreview> = {}): GroupPreview => ({
  rows: Array.from({ length: count }, (_, at) => {
    const special: Partial<GroupRow>[] = [{}, { archived: true }, { added: true }, { size: null }];
    return groupRow(at + 1, special[at] ?? {});
  }),
  total: count,
  free: 140 * GIB,
  ...over,
});

export const cloneFolder = (over: Partial<CloneFolder> = {}): CloneFolder => ({
  id: 7,
  folder: "~/Projects/group/web",
  isThere: true,
  isMoved: false,
  linkId: 11,
  ...over,
});

export const repository = (over: Partial<Repository> = {}): Repository => ({
  id: 41,
  instance: "https://gitlab.com",
  path: "group/web",
  name: "Web",
  lastActivityAt: Date.now() - 300_000,
  reachedBy: [{ linkId: 11, mayPush: true }],
  archived: false,
  readOnly: false,
  empty: false,
  size: 14_900_000,
  visibility: "private",
  hasPicture: false,
  added: true,
  clones: [cloneFolder()],
  to: "~/Projects/group/web",
  cloneUrl: "https://gitlab.com/group/web.git",
  ...over,
});

export const remote = (over: Partial<CloneRemote> = {}): CloneRemote => ({
  name: "origin",
  host: "gitlab.com",
  path: "group/web",
  ssh: false,
  password: false,
  movedTo: null,
  account: "alice",
  reason: "reaches",
  mayPush: true,
  handedOutAt: null,
  ...over,
});

export const details = (over: Partial<CloneDetails> = {}): CloneDetails => ({
  id: 7,
  repository: 41,
  folder: "~/Projects/group/web",
  isThere: true,
  remotes: [remote()],
  name: { value: "Alice Moreau", file: "~/.gitconfig", isHere: false },
  email: { value: "alice@work.example", file: "~/Projects/group/web/.git/config", isHere: true },
  signingKey: null,
  misfit: null,
  hazards: [],
  ...over,
});

export const misfit = { email: "alice@home.example", username: "alice-work", fitting: "alice@work.example" };

/** A clone with everything amiss that there can be. */
export const amiss = (): CloneDetails =>
  details({
    remotes: [
      remote({ movedTo: "team/web" }),
      remote({ name: "backup", path: "alice/web", password: true }),
      remote({ name: "ssh", ssh: true, account: null, reason: null }),
    ],
    misfit,
    hazards: hazardous.hazards,
  });

const also = (over: Partial<LossAlso> = {}): LossAlso => ({
  ignored: 3,
  files: [".env"],
  hooks: 1,
  inLogs: 0,
  settings: 0,
  ...over,
});
const loss: CloneLoss = {
  changed: 2,
  untracked: 0,
  files: ["src/login.ts", "src/main.ts"],
  unpushed: [{ name: "fix-login", commits: 3 }],
  stashes: 1,
  other: 0,
};
export const free: RemovalCheck = { is: "free", also: also(), asOf: null };
export const losses: RemovalCheck = { is: "losses", loss, asOf: null };
export const unreachable: RemovalCheck = { is: "doubt", doubt: "unreachable", path: null };

/** alice's window, with a second account where one asks for it. */
export const withClones = (): Everything =>
  overviewOf([linked({ linkCount: 2, links: [alice(), alice({ id: 13, username: "alice-work", name: "Alice Work" })] })]);

/** Answers everything about clones as a computer with these would. */
export function withAnswers(program: Program): void {
  program.answer("suggest_folders", () => ({ folders: ["~/Projects", "~/work"] }));
  program.answer("find_clones", () => foundClones());
  program.answer("adopt_clones", ({ clones }) => ({ done: clones.length, failed: [] }));
  program.answer("list_groups", () => ({ groups }));
  program.answer("preview_group", () => groupPreview());
  program.answer("repository", () => repository());
  program.answer("openers", () => ({
    editors: [
      { id: "codium.desktop", name: "VSCodium" },
      { id: "code.desktop", name: "Code" },
    ],
    chosen: "code.desktop",
  }));
  program.answer("clone_details", () => details());
  program.answer("check_removal", () => free);
  program.answer("remove_repository", () => ({ is: "done" }));
}
