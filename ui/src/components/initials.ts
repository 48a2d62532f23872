/** What somebody adds to their name: a nickname, pronouns, a team. */
const ADDED = /\([^)]*\)|\[[^\]]*\]|[“„"«‹][^”“"»›]*[”“"»›]/gu;

const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The words of a name. A mark that belongs to its letter, and an apostrophe in a word, part nothing. */
const wordsOf = (name: string): string[] =>
  name.normalize("NFC").match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’][\p{L}\p{N}\p{M}]+)*/gu) ?? [];

/** One letter, and one that stays one in capitals: ß does not. */
function first(word: string): string {
  const letter = [...letters.segment(word)][0]?.segment ?? "";
  const capital = letter.toLocaleUpperCase();
  return [...letters.segment(capital)].length === 1 ? capital : letter;
}

/** Up to two letters that stand for a thing's name where there is no picture: those of its first words. */
export const initialsOf = (name: string): string => wordsOf(name).slice(0, 2).map(first).join("");

/** The same for a person: the first and the last name, whatever stands between and after them. */
export function initialsOfPerson(name: string): string {
  const known = wordsOf(name.replace(ADDED, " "));
  const words = known.length > 0 ? known : wordsOf(name);
  return [...new Set([0, words.length - 1])].map((at) => first(words[at] ?? "")).join("");
}
