/** The language of these texts: dates and numbers follow it. */
export const LOCALE = "en-GB";

export const count = (n: number, one: string, many: string): string => (n === 1 ? `1 ${one}` : `${n} ${many}`);

const lists = new Intl.ListFormat(LOCALE, { type: "conjunction" });

/** "a, b and c". */
export const list = (parts: readonly string[]): string => lists.format(parts);
