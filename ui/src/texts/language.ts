/** The language of these texts: dates and numbers follow it. */
export const LOCALE = "en-GB";

const numbers = new Intl.NumberFormat(LOCALE);

/** "10,412". */
export const number = (n: number): string => numbers.format(n);

export const count = (n: number, one: string, many: string): string =>
  n === 1 ? `1 ${one}` : `${number(n)} ${many}`;

const lists = new Intl.ListFormat(LOCALE, { type: "conjunction" });

/** "a, b and c". */
export const list = (parts: readonly string[]): string => lists.format(parts);
