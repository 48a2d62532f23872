/** What is asked for and answered of a long list, page by page, and how rows that are shown compare with newer ones. */

/** How many rows come at once. */
export const PAGE = 100;

export interface Wanted<Filter> {
  query: string;
  filter: Filter;
  at: number;
  count: number;
  revision: number | null;
}

/** What is asked for: answers to an earlier one are not shown. */
export interface Order<Filter> {
  query: string;
  filter: Filter;
  /** Of the first answer; `null` until it comes. */
  revision: number | null;
  /** Whether rows of an earlier revision stay beside its own. */
  goesOn: boolean;
}

/** A part of the list as it stands, with whatever else is told of it. */
export interface Part<Row> {
  is: "rows";
  rows: Row[];
  total: number;
  revision: number;
}
export type Page<Row, Rows extends Part<Row>> = Rows | { is: "changed"; revision: number };

type Pages<Row> = ReadonlyMap<number, readonly Row[]>;
type Key = string | number;

/** The pages on which the places from `from` up to `to` lie; at least one. */
export function pagesOf(from: number, to: number): number[] {
  const first = Math.floor(from / PAGE);
  const last = Math.floor(Math.max(from, to - 1) / PAGE);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Whether a row stands at its place in newer answers as well. What is not there yet stands anywhere. */
export function isAt<Row, Rows extends Part<Row>>(
  row: Row | null,
  place: number,
  answers: ReadonlyMap<number, Rows>,
  keyOf: (row: Row) => Key,
): boolean {
  const answer = answers.get(Math.floor(place / PAGE));
  if (row === null || answer === undefined) return true;
  const next = answer.rows[place % PAGE];
  return next !== undefined && keyOf(next) === keyOf(row);
}

/** Rows at their old places with what newer answers say of them. */
export interface Besides<Row> {
  pages: Map<number, readonly Row[]>;
  /** Of what was shown, by key: what the answers do not have. */
  left: ReadonlySet<Key>;
  /** What the answers have beside what was shown. */
  unseen: readonly Row[];
}

export function besides<Row, Rows extends Part<Row>>(
  shown: Pages<Row>,
  answers: ReadonlyMap<number, Rows>,
  keyOf: (row: Row) => Key,
): Besides<Row> {
  const newer = new Map([...answers.values()].flatMap(({ rows }) => rows).map((row) => [keyOf(row), row]));
  const keys = new Set([...shown.values()].flat().map(keyOf));
  const pages = new Map([...shown].map(([page, rows]) => [page, rows.map((row) => newer.get(keyOf(row)) ?? row)] as const));
  const left = new Set([...keys].filter((key) => !newer.has(key)));
  return { pages, left, unseen: [...newer].filter(([key]) => !keys.has(key)).map(([, row]) => row) };
}
