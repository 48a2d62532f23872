/** Where the person is. */
import type { RuleFor } from "../ipc/bindings";

export type Page = "repositories" | "builds" | "account" | "profile";
export type AccountTab = "integrations" | "people";
export type ProfileSection = "profile" | "integrations" | "git" | "builds";
/** What is opened with a repository's own page. */
export type RepositoryPart = "identity";

/** What the page Builds shows: its list, one merge request with perhaps the log of a job, or a rule. */
export type BuildsView =
  | { is: "list" }
  | { is: "merge_request"; id: number; job: number | null }
  | { is: "rule"; of: RuleFor; adds: boolean };
const LIST: BuildsView = { is: "list" };

/** In the order of the side bar, which is the order of their keys. */
export const PAGES: readonly Page[] = ["repositories", "builds", "account", "profile"];

/** Where the window was left, for the next time it opens. */
const LEFT_AT = "carrick.page";

class Navigation {
  #page = $state<Page>(leftAt() ?? "account");
  /** Whether it was left nowhere yet, in this run or before. */
  #isNew = leftAt() === null;
  #tab = $state<AccountTab>("integrations");
  #section = $state<ProfileSection>("profile");
  #repository = $state<number | null>(null);
  #part: RepositoryPart | null = null;
  #builds = $state.raw<BuildsView>(LIST);
  /** Where a part of the page Builds was asked for, if elsewhere. */
  #askedAt: { page: Page; repository: number | null } | null = null;
  /** How often the person went elsewhere; what the program puts on the page or takes off it does not count. */
  moves = 0;

  get page(): Page {
    return this.#page;
  }

  set page(page: Page) {
    this.#isNew = false;
    this.moved();
    this.#page = page;
    this.#tab = "integrations";
    this.#repository = null;
    this.#builds = LIST;
    this.#askedAt = null;
    remember(page);
  }

  /** Once it is known what there is: who has set up everything and was nowhere yet begins with what it is for. */
  begin(isSetUp: boolean): void {
    if (this.#isNew && isSetUp) this.#page = "repositories";
    this.#isNew = false;
  }

  /** What the page Account settings shows. */
  get tab(): AccountTab {
    return this.#tab;
  }

  set tab(tab: AccountTab) {
    this.moved();
    this.#tab = tab;
  }

  get section(): ProfileSection {
    return this.#section;
  }

  set section(section: ProfileSection) {
    this.moved();
    this.#section = section;
  }

  /** The repository whose own page is open, by its number. */
  get repository(): number | null {
    return this.#repository;
  }

  set repository(id: number | null) {
    this.open(id, null);
  }

  /** What was asked for with the repository's page. */
  get part(): RepositoryPart | null {
    return this.#part;
  }

  /** Opens a repository's own page, and a part of it at once. */
  open(repository: number | null, part: RepositoryPart | null): void {
    this.moved();
    this.#part = part;
    this.#repository = repository;
  }

  /** What the page Builds shows. */
  get builds(): BuildsView {
    return this.#builds;
  }

  /** Opens a part of the page Builds, from wherever that is asked for. */
  openBuilds(view: BuildsView): void {
    const from = this.#page === "builds" ? this.#askedAt : { page: this.#page, repository: this.#repository };
    this.page = "builds";
    this.#askedAt = from;
    this.#builds = view;
  }

  /** Back from a part of the page Builds to where it was asked for; answers whether that is the list. */
  leaveBuilds(): boolean {
    const from = this.#askedAt;
    this.page = from?.page ?? "builds";
    if (from !== null) this.#repository = from.repository;
    return from === null;
  }

  /** A part of the page was opened or closed by the person. */
  moved(): void {
    this.moves += 1;
  }
}

/** A web view that keeps nothing was left nowhere. */
function leftAt(): Page | null {
  try {
    const page = localStorage.getItem(LEFT_AT);
    return PAGES.find((one) => one === page) ?? null;
  } catch {
    return null;
  }
}

function remember(page: Page): void {
  try {
    localStorage.setItem(LEFT_AT, page);
  } catch {
    // Then it is not remembered.
  }
}

export const navigation = new Navigation();
