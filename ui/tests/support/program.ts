/** A pretended program behind the window: answers commands and sends events. */
import type { Commands, Overview, UiError } from "../../src/ipc/bindings";

type Name = keyof Commands;
type Answer<K extends Name> = (request: Commands[K][0]) => Commands[K][1] | Promise<Commands[K][1]>;
type Channel = { onmessage: (event: { name: "changed"; payload: Overview }) => void };

export interface Program {
  /** What was asked, oldest first. */
  readonly asked: { name: string; request: unknown }[];
  /** What `overview` answers now. */
  overview: Overview;
  handle(name: string, args: unknown): Promise<unknown>;
  answer<K extends Name>(name: K, answer: Answer<K>): void;
  fail(name: Name | "subscribe", error: UiError): void;
  /** Takes the channel for events from now on. */
  listen(): void;
  /** Sends `changed` and answers with the same from now on. */
  change(overview: Overview): void;
  /** The requests a command was given. */
  requests<K extends Name>(name: K): Commands[K][0][];
}

/** The redirect URIs of an instance, roughly as the program makes them. */
function describe(instance: string): Commands["describe_instance"][1] {
  const text = instance.trim().replace(/\/+$/, "");
  const url = new URL(/^https?:/.test(text) ? text : `https://${text}`);
  const host = `${url.host}${url.pathname.replace(/\/+$/, "")}`;
  return {
    instance: `${url.protocol}//${host}`,
    host,
    redirectUris: [`dev.carrick.desktop://oauth/gitlab/${host}`, `http://127.0.0.1/oauth/gitlab/${host}`],
  };
}

export function pretend(overview: Overview): Program {
  const answers = new Map<string, (request: never) => unknown>();
  let channel: Channel | null = null;
  const program: Program = {
    asked: [],
    overview,
    async handle(name, args) {
      const given = args as { request?: unknown; channel?: Channel };
      program.asked.push({ name, request: given.request });
      if (name === "subscribe") channel = given.channel ?? null;
      const answer = answers.get(name);
      if (!answer) throw { code: "internal", facts: { command: name } } satisfies UiError;
      return answer(given.request as never);
    },
    answer(name, answer) {
      answers.set(name, answer);
    },
    listen() {
      answers.set("subscribe", () => null);
    },
    fail(name, error) {
      answers.set(name, () => Promise.reject(error));
    },
    change(next) {
      program.overview = next;
      channel?.onmessage({ name: "changed", payload: next });
    },
    requests: (name) => program.asked.filter((one) => one.name === name).map((one) => one.request as never),
  };
  program.listen();
  program.answer("overview", () => program.overview);
  program.answer("describe_instance", ({ instance }) => {
    try {
      return describe(instance);
    } catch {
      return Promise.reject({ code: "instance_malformed", facts: {} } satisfies UiError);
    }
  });
  program.answer("probe_instance", () => null);
  program.answer("check_application", () => ({ result: "accepted" }));
  program.answer("save_integration", ({ form }) => ({
    outcome: "saved",
    id: form.id ?? 2,
    check: { result: "accepted" },
  }));
  program.answer("copy_link", () => ({ url: "https://gitlab.com/oauth/authorize?client_id=4ca6f1d2&state=sample" }));
  program.answer("test_link", () => ({ result: "working" }));
  program.answer("unlink", () => "confirmed");
  program.answer("avatar", () => ({ url: null }));
  for (const name of [
    "remove_secret",
    "remove_integration",
    "open_registration_page",
    "begin_link",
    "use_another_way",
    "finish_with_address",
    "cancel_sign_in",
    "dismiss_notice",
    "unlock_vault",
    "take_scheme",
    "open_instance",
    "open_revocation_page",
    "dismiss_revocation",
  ] as const) {
    program.answer(name, () => null);
  }
  return program;
}
