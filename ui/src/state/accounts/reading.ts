/** What stands in a file that the person chose. */

/** More than any set-up has; the program has the last word. */
const LARGEST = 64 * 1024;

/** Its text, or of a larger file as much as shows that it is too large. */
export function textOf(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(typeof reader.result === "string" ? reader.result : "");
    reader.onerror = () => reject(new Error("the file could not be read"));
    reader.readAsText(file.slice(0, LARGEST));
  });
}
