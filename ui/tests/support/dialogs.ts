/**
 * Modal dialogs, which the document of the tests does not have: what lies behind one takes neither press nor
 * focus, Escape asks to close it, and closing it gives the focus back.
 */
const open: { dialog: HTMLDialogElement; before: Element | null }[] = [];

/** The dialog in front of everything. */
const front = (): HTMLDialogElement | null => open.findLast(({ dialog }) => dialog.isConnected)?.dialog ?? null;

/** Whether a person gets at it. */
export function isReachable(element: Element): boolean {
  return front()?.contains(element) ?? true;
}

function showModal(this: HTMLDialogElement): void {
  this.open = true;
  open.push({ dialog: this, before: document.activeElement });
}

/** One that was taken out of the page gives nothing back. */
function close(this: HTMLDialogElement): void {
  const at = open.findIndex(({ dialog }) => dialog === this);
  this.open = false;
  const [closed] = at < 0 ? [] : open.splice(at, 1);
  if (this.isConnected && closed?.before instanceof HTMLElement) closed.before.focus();
}

export function installDialogs(): void {
  if ("showModal" in HTMLDialogElement.prototype) return;
  Object.assign(HTMLDialogElement.prototype, { showModal, close });
  const { focus } = HTMLElement.prototype;
  HTMLElement.prototype.focus = function (options) {
    if (isReachable(this)) focus.call(this, options);
  };
  const escape = (event: KeyboardEvent) => {
    const dialog = front();
    if (event.key !== "Escape" || dialog === null) return;
    queueMicrotask(() => {
      if (event.defaultPrevented || !dialog.open) return;
      if (dialog.dispatchEvent(new Event("cancel", { cancelable: true }))) dialog.close();
    });
  };
  window.addEventListener("keydown", escape, { capture: true });
}
