/** Names with values, as they are typed in rows. */

/** A row. It keeps its number, whatever is typed into it. */
export interface Pair {
  id: number;
  name: string;
  value: string;
}

/** What a row is not yet, or can't be. */
export type PairProblem = "nameless" | "twice";

export class Pairs {
  rows = $state.raw<readonly Pair[]>([]);
  /** The row that is to get the focus. */
  wanted = $state<number | null>(null);
  #last = 0;

  constructor(values: Readonly<Record<string, string>>) {
    for (const [name, value] of Object.entries(values)) this.#put(name, value);
  }

  /** Adds an empty row; gives its number. */
  add(): number {
    return this.#put("", "");
  }

  write(id: number, over: Partial<Omit<Pair, "id">>): void {
    this.rows = this.rows.map((row) => (row.id === id ? { ...row, ...over } : row));
  }

  /** Takes a row away; gives the number of the one that is in its place, or before it, unless none is left. */
  remove(id: number): number | null {
    const at = this.rows.findIndex((row) => row.id === id);
    this.rows = this.rows.filter((row) => row.id !== id);
    return (this.rows[at] ?? this.rows[at - 1])?.id ?? null;
  }

  /** What is the matter with a row. One in which nothing was typed is none. */
  problemOf({ id, name, value }: Pair): PairProblem | null {
    if (name.trim() === "") return value === "" ? null : "nameless";
    return this.rows.some((other) => other.id < id && other.name.trim() === name.trim()) ? "twice" : null;
  }

  /** The first row that can't be kept. */
  get refused(): Pair | null {
    return this.rows.find((row) => this.problemOf(row) !== null) ?? null;
  }

  /** As a rule keeps them. */
  get values(): Record<string, string> {
    const named = this.rows.filter(({ name }) => name.trim() !== "");
    return Object.fromEntries(named.map(({ name, value }) => [name.trim(), value]));
  }

  #put(name: string, value: string): number {
    this.#last += 1;
    this.rows = [...this.rows, { id: this.#last, name, value }];
    return this.#last;
  }
}
