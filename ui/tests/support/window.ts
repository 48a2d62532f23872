/** Opens the whole window on a pretended program, fresh for every test. */
import { mockIPC } from "@tauri-apps/api/mocks";
import { screen, waitFor, within } from "@testing-library/dom";
import { userEvent, type UserEvent } from "@testing-library/user-event";
import { expect, vi } from "vitest";
import type { UiError } from "../../src/ipc/bindings";
import { isReachable } from "./dialogs";
import { pretend, type Program } from "./program";
import { states, type Everything } from "./states";

export interface Opened {
  program: Program;
  user: UserEvent;
  /** How often the window began anew, which it does not here: it stays as it was then. */
  renewals(): number;
  /** Presses the button of that name. */
  press(name: string): Promise<void>;
  /** Opens the form of the first integration. */
  edit(): Promise<HTMLElement>;
}

/** Takes the window of the last test away; its document stays. */
export let closeWindow = (): void => {};

/** State lives in modules, so they are loaded anew: no test sees another's. */
export async function openWindow(overview: Everything, prepare: (program: Program) => void = () => {}): Promise<Opened> {
  vi.resetModules();
  const program = pretend(overview);
  prepare(program);
  mockIPC((name, args) => program.handle(name, args));
  const { cleanup, render } = await import("@testing-library/svelte");
  closeWindow = cleanup;
  const { renewal } = await import("../../src/state/people/renewal");
  let renewals = 0;
  renewal.begin = () => void (renewals += 1);
  const { default: App } = await import("../../src/App.svelte");
  render(App);
  await waitFor(() => {
    if (!program.asked.some((one) => one.name === "overview")) throw new Error("the window has not asked yet");
  });
  await settled();
  const user = userEvent.setup(
    vi.isFakeTimers() ? { advanceTimers: (ms) => vi.advanceTimersByTime(ms) } : { delay: null, pointerEventsCheck: 0 },
  );
  const { click } = user;
  const reach = async (element: Element) => {
    if (!isReachable(element)) throw new Error(`${words(element)} lies behind a dialog`);
    await click(element);
  };
  Object.assign(user, { click: reach });
  const press = (name: string) => user.click(button(name));
  const edit = async () => {
    await press("Edit");
    return screen.findByRole("form", { name: "Edit GitLab integration" });
  };
  return { program, user, renewals: () => renewals, press, edit };
}

/** Everything that was answered is on the page. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
  const { tick } = await import("svelte");
  await tick();
}

export const button = (name: string): HTMLElement => screen.getByRole("button", { name });
/** A button of the dialog that asks. */
export const inDialog = (name: string): HTMLElement =>
  within(screen.getByRole("alertdialog")).getByRole("button", { name });
export const noButton = (name: string): boolean => screen.queryByRole("button", { name }) === null;
export const region = (): HTMLElement => screen.getByRole("region", { name: "GitLab" });
/** The form of an integration that is there, while it is open. */
export const openForm = (): HTMLElement | null => screen.queryByRole("form", { name: "Edit GitLab integration" });
/** What the window asks for. */
export const primaries = (): string[] => [...document.querySelectorAll("button.primary")].map((one) => words(one));
export const field = (name: string): HTMLInputElement =>
  screen.getByLabelText<HTMLInputElement>(name, { selector: "input" });
export const alerts = (): string[] => screen.queryAllByRole("alert").map((alert) => words(alert));
export const statuses = (): string[] =>
  screen
    .queryAllByRole("status")
    .map((status) => words(status))
    .filter((text) => text !== "");
/** Waits until the focus is there; it moves with the next update. */
export function hasFocus(find: () => HTMLElement, reason: string): Promise<void> {
  return waitFor(() => {
    const at = document.activeElement;
    const where = at === null ? "nowhere" : `${at.tagName} ${at.id} ${words(at).slice(0, 40)}`;
    expect(at === find() ? "there" : where, reason).toBe("there");
  });
}

export const words = (element: Element): string => element.textContent.replace(/\s+/g, " ").trim();
export { screen, waitFor, within };

/** Types over what a field holds. */
export async function fill({ user }: Opened, name: string, text: string): Promise<void> {
  await user.clear(field(name));
  await user.type(field(name), text);
}

/** Fills a fresh form with values that the program takes. */
export async function filled(prepare: (program: Program) => void = () => {}): Promise<Opened> {
  const opened = await openWindow(states["fresh"]!(), prepare);
  await opened.edit();
  await fill(opened, "Application ID", "4ca6f1d2");
  await fill(opened, "Secret", "gloas-example");
  return opened;
}

export const error = (code: UiError["code"], facts: UiError["facts"] = {}): UiError => ({ code, facts });
