/** The language of these texts: dates and numbers follow it. */
export const LOCALE = "en-GB";

export const count = (n: number, one: string, many: string): string => (n === 1 ? `1 ${one}` : `${n} ${many}`);
