/**
 * `?state=linked&theme=dark&do=Edit&do=Application ID:4ca6`: shows a state, then
 * presses buttons by their name and fills fields by their label, in that order.
 */
import { mockIPC } from "@tauri-apps/api/mocks";
import { pretend } from "../tests/support/program";
import { added, clone, library, repository } from "../tests/support/library";
import { previewBuilds } from "./builds";
import { states } from "../tests/support/states";

const query = new URLSearchParams(location.search);
const theme = query.get("theme");
if (theme) document.documentElement.dataset["theme"] = theme;

const program = pretend((states[query.get("state") ?? "fresh"] ?? states["fresh"]!)());
if (query.has("broken")) program.fail("overview", { code: "database_read_only", facts: {} });
if (query.has("refuse")) program.answer("save_integration", () => ({ outcome: "refused" as const }));
if (query.has("relink")) program.answer("save_integration", () => ({ outcome: "relink_needed" as const, count: 2 }));
if (query.has("loading")) program.answer("overview", () => new Promise<never>(() => {}));
const probeError = query.get("probe");
if (probeError) program.fail("probe_instance", { code: "host_unknown", facts: { host: probeError } });
library(repositories(Number(query.get("repositories") ?? 0), Number(query.get("added") ?? 3))).serve(program);
previewBuilds(program, query);
if (query.has("reading")) program.answer("list_repositories", () => new Promise<never>(() => {}));
localStorage.setItem("carrick.page", query.get("page") ?? "account");
mockIPC((name, args) => program.handle(name, args));

await import("../src/main");

/** Repositories as people have them: some here, most not, a few that are odd. */
function repositories(count: number, here: number) {
  const places = ["group", "group/platform/continuous-integration", "alice", "work/clients/north"];
  const names = ["web", "api", "INVoicing", "runner-images", "docs", "a-rather-long-name-of-a-repository-that-goes-on"];
  const ages = [5, 130, 2_000, 40_000, 600_000];
  return Array.from({ length: count }, (_, index) => {
    const name = names[index % names.length]! + (index < names.length ? "" : `-${index}`);
    const path = `${places[index % places.length]}/${name}`;
    const over = {
      id: index + 1,
      path,
      name: index % 7 === 3 ? "Images for runners" : name,
      lastActivityAt: Date.now() - ages[index % ages.length]! * 60_000,
      archived: index % 9 === 4,
      readOnly: index % 8 === 5,
      empty: index % 11 === 6,
      reachedBy: [{ linkId: index % 3 === 1 ? 12 : 11, mayPush: true }],
    };
    if (index >= here) return repository(over);
    return index % 5 === 2 ? added({ ...over, clones: [clone({ id: 900 + index, folder: `~/Projects/${path}`, isThere: false })] }) : added(over);
  });
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 120));
for (const step of query.getAll("do")) {
  await pause();
  // A name with a colon in it is pressed with a `=` before it.
  const typed = step.startsWith("=") ? null : /^(.+?):(.*)$/.exec(step);
  if (typed) type(typed[1]!, typed[2]!);
  else press(step.replace(/^=/, ""));
}
const scroll = query.get("scroll");
if (scroll) {
  await pause();
  document.querySelector("main")?.scrollTo(0, Number(scroll));
}

function press(name: string): void {
  const button = [...document.querySelectorAll("button")].findLast((one) => one.textContent.trim() === name || one.getAttribute("aria-label") === name);
  button?.focus();
  button?.click();
}

function type(label: string, text: string): void {
  const found = [...document.querySelectorAll("label")].find((one) => one.textContent.trim() === label);
  const field = found ? document.getElementById(found.htmlFor) : document.querySelector(`[aria-label="${label}"]`);
  if (!(field instanceof HTMLInputElement)) return;
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.blur();
}
