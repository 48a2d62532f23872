/** What the program told last of one topic. */
export class Told<T extends { revision: number }> {
  current = $state.raw<T | null>(null);
  readonly #waiting = new Set<{ revision: number; reached: () => void }>();

  /** Takes what is told, unless something newer was told before; answers whether it did. */
  take(told: T): boolean {
    if (this.current !== null && told.revision < this.current.revision) return false;
    this.current = told;
    for (const one of this.#waiting) if (one.revision <= told.revision) one.reached();
    return true;
  }

  forget(): void {
    this.current = null;
  }

  /** Answers once `revision` was told, or after `withinMs` that it was not. */
  reached(revision: number, withinMs: number): Promise<boolean> {
    if (this.current !== null && this.current.revision >= revision) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (told: boolean) => {
        clearTimeout(timer);
        this.#waiting.delete(one);
        resolve(told);
      };
      const one = { revision, reached: () => end(true) };
      const timer = setTimeout(() => end(false), withinMs);
      this.#waiting.add(one);
    });
  }
}
