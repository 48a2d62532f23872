/** What axe-core finds in a part of the window. */
import axe from "axe-core";

/** What stands in the way of people who see or hear a part in another way; colours are looked at elsewhere. */
export async function faults(part: Element): Promise<string[]> {
  const { violations } = await axe.run(part, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
    rules: { "color-contrast": { enabled: false } },
    resultTypes: ["violations"],
  });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}
