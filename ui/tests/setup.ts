import { configure } from "@testing-library/dom";
import { clearMocks } from "@tauri-apps/api/mocks";
import { afterEach } from "vitest";
import { closeWindow } from "./support/window";

// The document of the tests has dialogs but cannot open them as modal ones.
HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function close(this: HTMLDialogElement) {
  this.open = false;
};

// Nor does it know any screen: it is wide and asks for nothing special.
window.matchMedia ??= (media: string) =>
  Object.assign(new EventTarget(), { matches: false, media, onchange: null, addListener() {}, removeListener() {} });

// A failure names what was looked for; the whole page would bury it.
configure({
  asyncUtilTimeout: 10_000,
  getElementError: (message) => new Error(message?.split("\n\n")[0] ?? "not found"),
});

afterEach(() => {
  closeWindow();
  clearMocks();
});
