/**
 * A long list that is asked for by place and no further than it is looked at.
 *
 * The program keeps the order; a place means something only in one revision of it. So rows are taken of one revision,
 * and when there is another, what is looked at is asked for anew; while somebody uses the list, only what is missing.
 */
import type { UiError } from "../ipc/bindings";
import { asUiError } from "../ipc/ipc";
import { besides, isAt, type Order, PAGE, type Page, type Part, pagesOf, type Wanted } from "./placed_page";

export type { Page, Wanted } from "./placed_page";

/** How many pages beside those that are looked at are kept, on either side. */
const KEPT = 4;
/** The list is not asked for anew more often than this, however fast it changes. */
const RENEWED_EVERY_MS = 1000;

export abstract class PlacedList<Row, Filter, Rows extends Part<Row>> {
  /** Nothing is left out. */
  readonly everything: Filter;
  query = $state("");
  filter = $state.raw() as Filter;
  /** How many there are; `null` until anything was answered. */
  total = $state<number | null>(null);
  failure = $state.raw<UiError | null>(null);
  /** What the rows that are shown were asked with. */
  shown = $state.raw() as { query: string; filter: Filter };
  /** The revision that is shown; `null` while it is asked for. */
  #revision = $state<number | null>(null);
  /** How many rows there are that are not shown, since those that are looked at keep their places. */
  unseen = $state(0);
  /** What rows say is of that revision; their places may be of an earlier one. */
  #said = 0;
  /** Whether it is too soon to ask for a newer one. */
  #waits = $state(false);
  #pages = $state.raw<ReadonlyMap<number, readonly Row[]>>(new Map());
  #order: Order<Filter>;
  /** The pages that are of the order's revision. */
  #fresh = new Set<number>();
  #underWay = new Set<number>();
  #asking = 0;
  #looked: readonly [number, number] = [0, 0];
  #focused: number | null = null;
  #renewedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The order stays as it is until the next visit: something was added or removed, and its row stays where it is. */
  #held = false;
  /** Somebody points at it or is in it by the keyboard. */
  #isUsed = false;
  /** To be called when an order's first answer has come. */
  #arrived: () => void = () => {};

  constructor(everything: Filter) {
    this.everything = this.filter = everything;
    this.shown = { query: "", filter: everything };
    this.#order = { query: "", filter: everything, revision: null, goesOn: false };
  }

  protected abstract ask(wanted: Wanted<Filter>): Promise<Page<Row, Rows>>;
  /** By what a row is known, wherever it stands. */
  protected abstract keyOf(row: Row): string | number;
  /** The first answer of an order has come: what it tells beside its rows. */
  protected abstract head(answer: Rows): void;
  /** Whether what it tells beside its rows is as it was. */
  protected abstract isSameHead(answer: Rows): boolean;
  /** No fewer rows than these are there, whatever an answer of another revision says. */
  protected least(): number {
    return 0;
  }
  /** Whether a row counts when it is said how many are new. */
  protected isCounted(_row: Row): boolean {
    return true;
  }
  /** A row as it is now that is not listed any more by what was asked; itself where that can't be told. */
  protected whatBecameOf(row: Row): Promise<Row> {
    return Promise.resolve(row);
  }

  /** The row at a place, unless it has still to come. */
  row(place: number): Row | null {
    return this.#pages.get(Math.floor(place / PAGE))?.[place % PAGE] ?? null;
  }

  /** Where a row stands, unless it is not there. */
  placeOf(key: string | number): number | null {
    for (const [page, rows] of this.#pages) {
      const index = rows.findIndex((row) => this.keyOf(row) === key);
      if (index >= 0 && this.#fresh.has(page)) return page * PAGE + index;
    }
    return null;
  }

  /** The person comes to the list, now or again. */
  visit(): void {
    this.#held = false;
    this.renew();
  }

  /** Shows what is new, whatever place it takes; answers once it is there. */
  showUnseen(): Promise<void> {
    this.#looked = [0, 1];
    this.#focused = null;
    const arrives = new Promise<void>((resolve) => (this.#arrived = resolve));
    this.visit();
    return arrives;
  }

  search(query: string): void {
    this.query = query;
    this.#begin();
  }

  narrow(filter: Filter): void {
    this.filter = filter;
    this.#begin();
  }

  /** What is looked at: the places from `from` up to `to`, and the one with the focus wherever it is. */
  look(from: number, to: number, focused: number | null): void {
    this.#looked = [from, to];
    this.#focused = focused;
    this.#pump();
  }

  /** Asks for what is looked at in whatever order there is now. What is shown stays until that comes. */
  renew(): void {
    clearTimeout(this.#timer);
    this.#waits = false;
    this.#renewedAt = Date.now();
    this.failure = null;
    this.#order = { query: this.query, filter: this.filter, revision: null, goesOn: false };
    this.#revision = null;
    this.#fresh = new Set();
    this.#underWay = new Set();
    this.#pump();
  }

  /** While somebody points at it or is in it by the keyboard, what is there stays as it is. */
  use(isUsed: boolean): void {
    this.#isUsed = isUsed;
  }

  /** From here on the rows keep their places until the next visit. */
  hold(): void {
    this.#held = true;
  }

  /**
   * There is a list of that revision: takes it, at once or when it is time again. To be called anew whenever what it
   * reads has changed.
   */
  follow(revision: number): void {
    const known = this.#isUsed && this.#revision !== null ? Math.max(this.#revision, this.#said) : this.#revision;
    const isBehind = known !== null && known < revision && !this.#held;
    if (this.#waits || !isBehind) return;
    const wait = this.#renewedAt + RENEWED_EVERY_MS - Date.now();
    if (wait > 0) {
      this.#wait(wait);
    } else if (this.#isUsed && this.total !== 0) {
      void this.#grow();
    } else {
      this.renew();
    }
  }

  /** Nobody looks at it any more. */
  leave(): void {
    clearTimeout(this.#timer);
    this.#waits = false;
  }

  /** What follows is followed again after so long. */
  #wait(ms: number): void {
    this.#waits = true;
    this.#timer = setTimeout(() => (this.#waits = false), ms);
  }

  /** Puts what `over` makes of a row in its place. */
  protected change(key: string | number, over: (row: Row) => Row): void {
    const pages = new Map(this.#pages);
    for (const [page, rows] of pages) {
      if (rows.some((row) => this.keyOf(row) === key)) {
        pages.set(page, rows.map((row) => (this.keyOf(row) === key ? over(row) : row)));
      }
    }
    this.#pages = pages;
  }

  #begin(): void {
    this.#held = false;
    this.#looked = [0, 0];
    this.#focused = null;
    this.renew();
  }

  #pump(): void {
    // Until one answer says which revision it is, the others could be of another.
    while (this.#asking < (this.#order.revision === null ? 1 : 2)) {
      const page = this.#needed();
      if (page === null) return;
      void this.#ask(page);
    }
  }

  #needed(): number | null {
    if (this.failure !== null) return null;
    const [from, to] = this.#looked;
    const isMissing = (page: number) => !this.#fresh.has(page) && !this.#underWay.has(page);
    return pagesOf(from, Math.min(to, this.total ?? 1)).find(isMissing) ?? null;
  }

  async #ask(page: number): Promise<void> {
    const order = this.#order;
    const underWay = this.#underWay;
    underWay.add(page);
    this.#asking += 1;
    try {
      const { query, filter, revision } = order;
      const answer = await this.ask({ query, filter, at: page * PAGE, count: PAGE, revision });
      if (order === this.#order) this.#take(page, answer);
    } catch (reason) {
      if (order === this.#order) this.failure = asUiError(reason);
    } finally {
      underWay.delete(page);
      this.#asking -= 1;
      this.#pump();
    }
  }

  #take(page: number, answer: Page<Row, Rows>): void {
    if (answer.is === "changed") {
      if (this.#held || this.#isUsed) this.#goOn();
      else this.renew();
      return;
    }
    if (this.#order.revision === null) this.#start(answer);
    const pages = new Map([...this.#pages].filter(([one]) => this.#isNear(one)));
    this.#pages = pages.set(page, answer.rows);
    this.#fresh.add(page);
  }

  /** While it is used: takes the list there is now if no row that is looked at gets another place by it, else its words. */
  async #grow(): Promise<void> {
    this.#renewedAt = Date.now();
    const order = this.#order;
    const answers = await this.#readLooked();
    if (order !== this.#order) return;
    // Whatever went wrong, or changed meanwhile: it is asked for again.
    if (answers === null) return this.#wait(RENEWED_EVERY_MS);
    const [first] = answers.values();
    const { revision } = first!;
    if (revision < this.#said) return;
    if (!this.#stays(answers)) return this.#say(answers, revision);
    this.#order = { query: order.query, filter: order.filter, revision: null, goesOn: false };
    this.#fresh = new Set();
    this.#underWay = new Set();
    for (const [page, answer] of answers) this.#take(page, answer);
    this.#pump();
  }

  /** The pages that are looked at, of the revision there is now; `null` where they are not all of one. */
  async #readLooked(): Promise<ReadonlyMap<number, Rows> | null> {
    const { query, filter } = this.#order;
    const [from, to] = this.#looked;
    const answers = new Map<number, Rows>();
    let revision: number | null = null;
    for (const page of pagesOf(from, to)) {
      const wanted: Wanted<Filter> = { query, filter, at: page * PAGE, count: PAGE, revision };
      const answer: Page<Row, Rows> | null = await this.ask(wanted).catch(() => null);
      if (answer?.is !== "rows") return null;
      revision = answer.revision;
      answers.set(page, answer);
    }
    return answers;
  }

  /** Rows that keep their places say what is so now, and how many others there are is counted. */
  #say(answers: ReadonlyMap<number, Rows>, revision: number): void {
    this.#said = revision;
    const keyOf = (row: Row) => this.keyOf(row);
    const { pages, left, unseen } = besides(this.#pages, answers, keyOf);
    this.#pages = pages;
    this.unseen = unseen.filter((row) => this.isCounted(row)).length;
    const [from, to] = this.#looked;
    const isLookedAt = (row: Row) => left.has(keyOf(row)) && this.isCounted(row);
    const rows = Array.from({ length: Math.max(0, to - from) }, (_, index) => this.row(from + index));
    for (const row of rows) if (row !== null && isLookedAt(row)) void this.#sayOne(row);
  }

  /** A row that keeps its place although it is not listed any more. */
  async #sayOne(row: Row): Promise<void> {
    const said = this.#said;
    const again = await this.whatBecameOf(row).catch(() => row);
    if (said === this.#said) this.change(this.keyOf(row), () => again);
  }

  /** Whether each row that is looked at stands where it does in these answers as well, and what comes below the last. */
  #stays(answers: ReadonlyMap<number, Rows>): boolean {
    const [from, to] = this.#looked;
    const isEndInSight = this.shown.query !== "" && to >= (this.total ?? 0);
    const all = [...answers.values()];
    if (all.some((answer) => !this.isSameHead(answer) || (isEndInSight && answer.total !== this.total))) return false;
    const stands = (place: number) => isAt(this.row(place), place, answers, (row) => this.keyOf(row));
    return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index).every(stands);
  }

  /** What is still to come is asked for in the order there is now; what is there stays, and is renewed later. */
  #goOn(): void {
    this.#order = { ...this.#order, revision: null, goesOn: true };
    this.#underWay = new Set();
  }

  /** The first answer of an order. Rows that were found for the same words stay until their own page comes. */
  #start(answer: Rows): void {
    const { query, filter, goesOn } = this.#order;
    this.#order.revision = answer.revision;
    if (goesOn) {
      // What stands before them would move all others: only the end of the list is where it is now.
      this.total = Math.max(answer.total, this.least());
      return;
    }
    this.#revision = answer.revision;
    if (this.shown.query !== query || this.shown.filter !== filter) {
      this.#pages = new Map();
      this.shown = { query, filter };
    }
    this.total = answer.total;
    this.#said = answer.revision;
    this.unseen = 0;
    this.head(answer);
    this.#arrived();
  }

  #isNear(page: number): boolean {
    const [from, to] = this.#looked;
    const isFocused = this.#focused !== null && page === Math.floor(this.#focused / PAGE);
    const near = isFocused || (page >= Math.floor(from / PAGE) - KEPT && page <= Math.floor(to / PAGE) + KEPT);
    if (!near) this.#fresh.delete(page);
    return near;
  }
}
