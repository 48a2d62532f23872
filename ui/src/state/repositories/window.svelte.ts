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

  constructor(lineHeight: () => number, over: () => number) {
    this.#lineHeight = lineHeight;
    this.#over = over;
  }

  /** Follows `list`, which lies in whatever scrolls it. */
  readonly follow = (list: HTMLElement): (() => void) => {
    const scroller = list.closest<HTMLElement>("main") ?? document.documentElement;
    this.#list = list;
    this.#scroller = scroller;
    const measure = () => this.measure();
    untrack(measure);
    scroller.addEventListener("scroll", measure, { passive: true });
    window.addEventListener("resize", measure);
    return () => {
      scroller.removeEventListener("scroll", measure);
      window.removeEventListener("resize", measure);
    };
  };

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
