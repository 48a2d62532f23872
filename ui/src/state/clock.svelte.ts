/** The time for texts that grow old, ticking only while somebody reads it. */
import { createSubscriber } from "svelte/reactivity";

function ticking(everyMs: number, now: () => number): () => number {
  const subscribe = createSubscriber((update) => {
    let timer = setInterval(update, everyMs);
    // Nobody reads what is hidden, and a clock that ticks keeps the computer awake.
    const follow = () => {
      clearInterval(timer);
      if (document.visibilityState === "hidden") return;
      timer = setInterval(update, everyMs);
      update();
    };
    document.addEventListener("visibilitychange", follow);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", follow);
    };
  });
  return () => {
    subscribe();
    return now();
  };
}

/** Now, to the second. */
export const nowBySecond = ticking(1000, () => Date.now());
/** Now, to about half a minute. */
export const nowByMinute = ticking(30_000, () => Date.now());
/** To the second too, of a time that nobody sets; it tells how long, and not when. */
export const steadyBySecond = ticking(1000, () => performance.now());
