import { mockIPC } from "@tauri-apps/api/mocks";
import { describe, expect, it } from "vitest";
import { call, subscribe } from "../src/ipc/ipc";
import { pretend } from "./support/program";
import { gitlab, overviewOf } from "./support/states";

describe("the one place that asks the program", () => {
  it("sends a request under the name the program expects", async () => {
    const seen: unknown[] = [];
    mockIPC((name, args) => {
      seen.push(name, args);
      return null;
    });
    await call("remove_secret", { id: 7 });
    expect(seen, "one command, one request").toEqual(["remove_secret", { request: { id: 7 } }]);
  });

  it("hands an error of the program on as it is", async () => {
    mockIPC(() => Promise.reject({ code: "host_unknown", facts: { host: "nowhere.example" } }));
    await expect(call("overview", null), "code and facts arrive").rejects.toEqual({
      code: "host_unknown",
      facts: { host: "nowhere.example" },
    });
  });

  it("turns any other rejection into an unforeseen error without its words", async () => {
    mockIPC(() => Promise.reject("command overview not found at /home/someone"));
    await expect(call("overview", null), "no foreign text reaches the window").rejects.toEqual({
      code: "internal",
      facts: {},
    });
  });

  it("hears every change", async () => {
    const program = pretend(overviewOf([]));
    mockIPC((name, args) => program.handle(name, args));
    const heard: string[] = [];
    await subscribe((event) => {
      if (event.name === "build_asked_for") return;
      const what = event.name === "people" ? ` ${event.payload.profile.name}` : "";
      heard.push(`${event.name} ${event.payload.revision}${what}`);
    });
    program.change(overviewOf([gitlab()]));
    program.change(overviewOf([gitlab()], { profile: { id: 1, name: "Bea", role: "member" } }));
    expect(heard, "in order, none lost").toEqual([
      "accounts 2",
      "accounts 2",
      "accounts 1",
      "people 2 Bea",
      "people 2 Bea",
      "people 1 Alice",
    ]);
  });
});
