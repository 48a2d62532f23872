import { configure } from "@testing-library/dom";
import { clearMocks } from "@tauri-apps/api/mocks";
import { afterEach, beforeEach } from "vitest";
import { installDialogs } from "./support/dialogs";
import { closeWindow } from "./support/window";

installDialogs();

// The document of the tests knows no screen: it is wide and asks for nothing special.
window.matchMedia ??= (media: string) =>
  Object.assign(new EventTarget(), { matches: false, media, onchange: null, addListener() {}, removeListener() {} });

// Nothing has a size there, so none ever changes.
window.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

// A failure names what was looked for; the whole page would bury it.
configure({
  asyncUtilTimeout: 10_000,
  getElementError: (message) => new Error(message?.split("\n\n")[0] ?? "not found"),
});

// Most tests are about Account settings, whether an account is linked or not.
beforeEach(() => localStorage.setItem("carrick.page", "account"));

afterEach(() => {
  closeWindow();
  clearMocks();
  // Where the window was left is no business of the next test.
  localStorage.clear();
});
