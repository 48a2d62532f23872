/**
 * Keeps the second half of a double click from pressing anything: what lies under the pointer may be another button by
 * then, and no button has a use for it. To be called while the click comes down to it.
 */
export function onceOnly(event: MouseEvent): void {
  if (event.detail <= 1 || !(event.target instanceof Element) || event.target.closest("button") === null) return;
  event.stopPropagation();
  event.preventDefault();
}
