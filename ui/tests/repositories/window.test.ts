/** Where the lines of the list stand in the window when what lies above them comes and goes. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ListWindow } from "../../src/state/list_window.svelte";

describe("lines of the list", () => {
  let changed = () => {};
  let above = 100;
  beforeEach(() => {
    above = 100;
    vi.stubGlobal("ResizeObserver", class {
      constructor(tell: () => void) {
        changed = tell;
      }
      observe() {}
      disconnect() {}
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  /** A page whose list begins below something of the height `above`, in a window with room for 500. */
  function page(tall: number) {
    document.body.innerHTML = "<main><div></div><div><div></div></div></main>";
    const main = document.querySelector("main")!;
    const list = main.lastElementChild!.firstElementChild as HTMLElement;
    const room = (side: number) => Number.parseInt(list.style.getPropertyValue("margin-block").split(" ")[side] ?? "") || 0;
    const whole = () => Math.max(500, above + room(0) + tall + room(1));
    let scrolled = 0;
    Object.defineProperties(list, { offsetTop: { get: () => above + room(0) } });
    Object.defineProperties(main, {
      clientHeight: { get: () => 500 },
      scrollHeight: { get: whole },
      scrollTop: {
        get: () => Math.min(scrolled, whole() - 500),
        set: (to: number) => (scrolled = Math.max(0, Math.min(to, whole() - 500))),
      },
    });
    const sight = new ListWindow(() => 56, () => 0);
    const leave = sight.follow(list);
    const become = (height: number) => {
      above = height;
      changed();
    };
    const scroll = (to: number) => {
      main.scrollTop = to;
      main.dispatchEvent(new Event("scroll"));
    };
    return { sight, main, leave, become, scroll, stands: () => list.offsetTop - main.scrollTop };
  }

  it.each([["many", 5000], ["few", 112]])("stand still under the pointer at the beginning of a list of %s", (_, tall) => {
    const { sight, become, stands, main } = page(tall);
    sight.hold(true);
    for (const height of [160, 230, 100, 60, 148]) {
      become(height);
      expect(stands(), `with ${height} above`).toBe(100);
    }
    sight.hold(false);
    expect([main.scrollTop, stands()], "and all is in sight when the pointer has gone").toEqual([0, 148]);
  });

  it("stand still where it is scrolled, whether pointed at or not", () => {
    const { become, scroll, stands } = page(5000);
    scroll(1000);
    become(160);
    expect(stands(), "with more above").toBe(-900);
    become(100);
    expect(stands(), "and with less").toBe(-900);
  });

  it("make room for what comes at the beginning while nobody points at them", () => {
    const { become, stands } = page(5000);
    become(160);
    expect(stands(), "below it").toBe(160);
  });

  it("stay where somebody scrolled to when the pointer leaves", () => {
    const { sight, become, scroll, stands } = page(5000);
    sight.hold(true);
    become(160);
    scroll(300);
    const stood = stands();
    sight.hold(false);
    expect(stands(), "as they stood").toBe(stood);
  });
});
