/** Which lines of a long list of equal height are in sight, and bringing one into it. */
import { untrack } from "svelte";

/** Lines beside those in sight that are there too, so that a quick wheel finds them. */
const SPARE = 6;
/** A document that was not laid out has no height; so much is looked at then. */
const LEAST_HEIGHT = 480;
/** Web views keep lengths in 1/64 pixel and 32 bits; beyond this a page can't be scrolled. */
export const TALLEST = 30_000_000;

export class ListWindow {
  #offset = $state(0);
  #height = $state(LEAST_HEIGHT);
  #scroller: HTMLElement | null = null;
  #list: HTMLElement | null = null;
  readonly #lineHeight: () => number;
  /** What lies over the upper end of the scrolled part. */
  readonly #over: () => number;
  /** Where the list and what scrolls it stood last. */
  #top = 0;
  #scrolled = 0;
  #isHeld = false;
  /** Where it was scrolled to from its beginning, only so that no line moved. */
  #kept: number | null = null;

  constructor(lineHeight: () => number, over: () => number) {
    this.#lineHeight = lineHeight;
    this.#over = over;
  }

  /** Follows `list`, which lies in whatever scrolls it; what comes before its parent lies above it. */
  readonly follow = (list: HTMLElement): (() => void) => {
    const scroller = list.closest<HTMLElement>("main") ?? document.documentElement;
    this.#list = list;
    this.#scroller = scroller;
    const measure = () => this.measure();
    const scroll = () => {
      if (scroller.scrollTop !== this.#kept) this.#kept = null;
      this.#scrolled = scroller.scrollTop;
      measure();
    };
    untrack(measure);
    this.#top = list.offsetTop;
    this.#scrolled = scroller.scrollTop;
    // Some web views would do part of it by themselves, and not where it is scrolled to the beginning.
    scroller.style.setProperty("overflow-anchor", "none");
    const above = new ResizeObserver(() => this.#settle());
    for (let one = list.parentElement?.previousElementSibling; one; one = one.previousElementSibling) above.observe(one);
    scroller.addEventListener("scroll", scroll, { passive: true });
    window.addEventListener("resize", measure);
    return () => {
      above.disconnect();
      scroller.style.removeProperty("overflow-anchor");
      scroller.removeEventListener("scroll", scroll);
      window.removeEventListener("resize", measure);
    };
  };

  /** Whether lines keep their places in the window whatever comes and goes above them, at the beginning too. */
  hold(isHeld: boolean): void {
    if (this.#isHeld === isHeld) return;
    this.#isHeld = isHeld;
    if (!isHeld) this.#release();
  }

  /** What lies above has another height: scrolls by as much, so that lines stay where they are in the window. */
  #settle(): void {
    if (this.#scroller === null || this.#list === null) return;
    if (this.#list.offsetTop !== this.#top && (this.#isHeld || this.#scrolled > 0)) this.#keep(this.#top - this.#scrolled);
    this.#top = this.#list.offsetTop;
    this.#scrolled = this.#scroller.scrollTop;
    this.measure();
  }

  /** Brings the list back to where it stood, with room made for it where there is not enough to scroll. */
  #keep(stood: number): void {
    const [scroller, list] = [this.#scroller!, this.#list!];
    const wasFirst = this.#scrolled === 0 || this.#scrolled === this.#kept;
    list.style.removeProperty("margin-block");
    const by = list.offsetTop - stood;
    if (this.#isHeld) {
      const room = (below: number) => list.style.setProperty("margin-block", `${Math.max(0, -by)}px ${Math.max(0, below)}px`);
      // What does not fill the window is said to be as tall; with enough below it is as tall as it is.
      const enough = Math.max(0, by) + scroller.clientHeight;
      room(enough);
      room(enough - (scroller.scrollHeight - scroller.clientHeight - Math.max(0, by)));
    }
    scroller.scrollTop = Math.max(0, by);
    this.#kept = wasFirst ? scroller.scrollTop : null;
  }

  /** Takes back the room that was made, and what was scrolled for it. */
  #release(): void {
    if (this.#scroller === null || this.#list === null) return;
    const stood = this.#list.offsetTop - this.#scroller.scrollTop;
    this.#list.style.removeProperty("margin-block");
    this.#scroller.scrollTop = this.#kept === null ? Math.max(0, this.#list.offsetTop - stood) : 0;
    this.#kept = null;
    this.#top = this.#list.offsetTop;
    this.#scrolled = this.#scroller.scrollTop;
    this.measure();
  }

  measure(): void {
    if (this.#scroller === null || this.#list === null) return;
    this.#offset = this.#scroller.scrollTop - this.#list.offsetTop;
    this.#height = Math.max(LEAST_HEIGHT, this.#scroller.clientHeight);
  }

  /** The first line that is there. */
  get from(): number {
    return Math.max(0, Math.floor(this.#offset / this.#lineHeight()) - SPARE);
  }

  /** The first line that is not there any more. */
  get to(): number {
    return Math.max(0, Math.ceil((this.#offset + this.#height) / this.#lineHeight()) + SPARE);
  }

  /** How many lines it is scrolled past; `null` at its beginning. */
  get top(): number | null {
    return this.#scrolled > 0 ? this.#offset / this.#lineHeight() : null;
  }

  /** Goes to where `top` was so many lines, whatever lies above by now. */
  goTo(top: number): void {
    if (this.#scroller === null || this.#list === null) return;
    this.#scroller.scrollTop = Math.max(0, this.#list.offsetTop + Math.round(top * this.#lineHeight()));
    this.#scrolled = this.#scroller.scrollTop;
    this.measure();
  }

  /** How many lines are a page for the keyboard. */
  get page(): number {
    return Math.max(1, Math.floor((this.#height - this.#over()) / this.#lineHeight()) - 1);
  }

  /** Scrolls no further than needed to have a line in sight. */
  reveal(index: number): void {
    if (this.#scroller === null || this.#list === null) return;
    const height = this.#lineHeight();
    const top = this.#list.offsetTop + index * height;
    const { scrollTop } = this.#scroller;
    if (top - this.#over() < scrollTop) this.#scroller.scrollTop = Math.max(0, top - this.#over());
    else if (top + height > scrollTop + this.#height) this.#scroller.scrollTop = top + height - this.#height;
    this.measure();
  }

  /** As `reveal` of the first line, at the top. */
  rewind(): void {
    if (this.#scroller === null || this.#list === null) return;
    const top = Math.max(0, this.#list.offsetTop - this.#over());
    if (this.#scroller.scrollTop > top) this.#scroller.scrollTop = top;
    this.measure();
  }
}
