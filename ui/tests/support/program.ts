/** A pretended program behind the window: answers commands and tells of each topic, as awkwardly as the real one may. */
import type { Commands, Events, Integration, Link, Shown, Topic, UiError } from "../../src/ipc/bindings";
import type { EventMessage } from "../../src/ipc/ipc";
import type { Act } from "../../src/state/act";
import { serveBuilds } from "./builds";
import { library } from "./library";
import { refusal, servePeople } from "./people";
import type { Everything } from "./states";

type Name = keyof Commands;
/** What a command answers by itself; where and when it shows is added. (`as K` lets a test write it as a literal.) */
type Plain = { [K in Name as K]: Commands[K][1] extends Shown<infer T> ? T : Commands[K][1] };
type Answer<K extends Name> = (request: Commands[K][0]) => Plain[K] | Promise<Plain[K]>;
type Channel = { onmessage: (event: EventMessage) => void };

/** Where each of them shows. */
export const SHOWS: Readonly<Record<Act, Topic>> = {
  save_integration: "accounts",
  remove_secret: "accounts",
  remove_integration: "accounts",
  ask_administrator: "accounts",
  propose_setup: "accounts",
  add_proposed: "accounts",
  dismiss_proposal: "accounts",
  begin_link: "accounts",
  begin_link_elsewhere: "accounts",
  use_another_way: "accounts",
  finish_with_address: "accounts",
  cancel_sign_in: "accounts",
  dismiss_notice: "accounts",
  test_link: "accounts",
  unlink: "accounts",
  dismiss_revocation: "accounts",
  unlock_vault: "surroundings",
  dismiss_restored: "surroundings",
  remove_strangers: "surroundings",
  take_scheme: "surroundings",
  set_up_git: "git",
  undo_git: "git",
  set_git_use: "git",
  choose_account: "git",
  take_choice_back: "git",
  add_repository: "additions",
  add_repositories: "additions",
  retry_addition: "additions",
  use_found_clone: "additions",
  cancel_addition: "additions",
  cancel_all_additions: "additions",
  dismiss_addition: "additions",
  dismiss_git_offer: "additions",
  set_projects_folder: "additions",
  adopt_clones: "repositories",
  remove_repository: "repositories",
  act_on_build: "builds",
  build_commit: "builds",
  approve_build: "builds",
  pause_builds: "builds",
  resume_builds: "builds",
  answer_asleep: "builds",
  watch_when_closed: "builds",
  set_build_notices: "builds",
  set_after_sleep: "builds",
  set_rule: "builds",
  switch_rule: "builds",
  remove_rule: "builds",
  begin_sign_in: "people",
  sign_out: "people",
  go_on_as: "people",
  add_person: "people",
  set_role: "people",
  remove_person: "people",
  set_admission: "people",
  sign_in_with_link: "people",
  remove_sign_in_account: "people",
  set_own_name: "people",
  keep_watching: "leaving",
  stay: "leaving",
  leave_once_added: "leaving",
  leave_anyway: "leaving",
};
const TOPICS = [
  "surroundings",
  "accounts",
  "people",
  "leaving",
  "git",
  "repositories",
  "additions",
  "clones",
  "builds",
] as const satisfies Topic[];

export interface Program {
  /** What was asked, oldest first. */
  readonly asked: { name: string; request: unknown }[];
  /** What there is, each topic in its revision. */
  readonly overview: Everything;
  /** Whether the end of what a command does is told before its answer, after it, or by `tell` alone. */
  telling: "before" | "after" | "held";
  handle(name: string, args: unknown): Promise<unknown>;
  answer<K extends Name>(name: K, answer: Answer<K>): void;
  /** Answers after it went through `steps`, telling of each; of the last one as `telling` says. */
  pass<K extends Act>(name: K, steps: readonly Everything[], answer: Answer<K>): void;
  /** Rejects, once `when` has come. What fails has told nothing, as the real one does not. */
  fail(name: Name | "subscribe", error: UiError, when?: Promise<unknown>): void;
  /** Takes the channel for events from now on. */
  listen(): void;
  /** Turns into `overview`: what differs gets a new revision. Nothing is told yet. */
  become(overview: Everything): void;
  /** Tells of what was not told yet: each topic alone, then once more, and at last what was told before. */
  tell(): void;
  /** Turns into `overview` and tells of it. */
  change(overview: Everything): void;
  /** A notification was pressed. */
  ask(about: Events["build_asked_for"]): void;
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

const same = (one: Events[Topic], other: Events[Topic]): boolean =>
  JSON.stringify({ ...one, revision: 0 }) === JSON.stringify({ ...other, revision: 0 });
/** With the links that `is` picks on their way out. */
const leaving = (now: Everything, is: (link: Link, integration: Integration) => boolean): Everything => {
  const next = structuredClone(now);
  for (const integration of next.accounts.integrations) {
    for (const link of integration.links) if (is(link, integration)) link.health = { state: "unlinking" };
  }
  return next;
};
/** What is told before the answer once nothing stands in the way any more: the link is gone, its end is under way. */
const ENDING: { [K in Act]?: (now: Everything, request: Commands[K][0]) => Everything } = {
  unlink: (now, { id }) => leaving(now, (link) => link.id === id),
  remove_integration: (now, { id }) => leaving(now, (_, integration) => integration.id === id),
};
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const shows = (name: string): name is Act => name in SHOWS;

/** Of a sign-in that is for signing in, everything shows with the people. */
const topicOf = (name: Act, { people }: Everything): Topic =>
  people.signedOut !== null && SHOWS[name] === "accounts" ? "people" : SHOWS[name];

export function pretend(overview: Everything): Program {
  const answers = new Map<string, (request: never) => unknown>();
  const now = structuredClone(overview);
  const told: Everything = structuredClone(overview);
  let channel: Channel | null = null;
  const send = <T extends Topic>(name: T, payload: Events[T]) =>
    channel?.onmessage(structuredClone({ name, payload }) as EventMessage);
  const advance = <T extends Topic>(name: T, next: Everything) => {
    now[name] = { ...next[name], revision: now[name].revision + 1 };
  };
  const begin = async (name: string, request: unknown) => {
    const begun = ENDING[name as keyof typeof ENDING] as ((now: Everything, request: unknown) => Everything) | undefined;
    if (!begun) return;
    program.change(begun(now, request));
    await turn();
  };
  const end = (overview: Everything) => {
    program.become(overview);
    if (program.telling === "before") program.tell();
    if (program.telling === "after") void turn().then(program.tell);
  };
  const program: Program = {
    asked: [],
    overview: now,
    telling: "after",
    async handle(name, args) {
      const given = args as { request?: unknown; channel?: Channel };
      program.asked.push({ name, request: given.request });
      if (name === "subscribe") channel = given.channel ?? null;
      const refused = refusal(name, now);
      if (refused) throw refused;
      const answer = answers.get(name);
      if (!answer) throw { code: "internal", facts: { command: name } } satisfies UiError;
      const topic = shows(name) ? topicOf(name, now) : null;
      const plain = await answer(given.request as never);
      return topic === null ? plain : { answer: plain, topic, revision: now[topic].revision };
    },
    answer(name, answer) {
      answers.set(name, answer);
    },
    pass(name, steps, answer) {
      program.answer(name, async (request) => {
        for (const step of steps.slice(0, -1)) {
          program.change(step);
          await turn();
        }
        try {
          return await answer(request);
        } finally {
          end(steps.at(-1) ?? now);
        }
      });
    },
    listen() {
      answers.set("subscribe", () => null);
    },
    fail(name, error, when = Promise.resolve()) {
      answers.set(name, async () => {
        await when;
        throw error;
      });
    },
    become(next) {
      const differing = TOPICS.filter((topic) => !same(next[topic], now[topic]));
      for (const topic of differing.length > 0 ? differing : TOPICS) advance(topic, next);
    },
    tell() {
      for (const topic of TOPICS) {
        const before = structuredClone(told[topic]);
        if (now[topic].revision === before.revision) continue;
        Object.assign(told, { [topic]: now[topic] });
        for (const payload of [now[topic], now[topic], before]) send(topic, payload);
      }
    },
    change(next) {
      program.become(next);
      program.tell();
    },
    ask: (payload) => channel?.onmessage({ name: "build_asked_for", payload: structuredClone(payload) }),
    requests: (name) => program.asked.filter((one) => one.name === name).map((one) => one.request as never),
  };
  program.listen();
  program.answer("overview", () => {
    const { surroundings, accounts, people, leaving, repositories, additions } = structuredClone(now);
    return { surroundings, accounts, people, leaving, repositories, additions };
  });
  program.answer("git_setup", () => structuredClone(now.git));
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
  program.answer("begin_link_elsewhere", () => ({ url: "https://gitlab.com/oauth/authorize?client_id=4ca6f1d2&state=other" }));
  program.answer("test_link", () => ({ result: "working" }));
  program.answer("unlink", async (request) => {
    await begin("unlink", request);
    const next = structuredClone(now);
    for (const one of next.accounts.integrations) one.links = one.links.filter(({ id }) => id !== request.id);
    end(next);
    return "confirmed" as const;
  });
  program.answer("remove_integration", async (request) => {
    await begin("remove_integration", request);
    const next = structuredClone(now);
    next.accounts.integrations = next.accounts.integrations.filter(({ id }) => id !== request.id);
    end(next);
    return null;
  });
  program.answer("dismiss_restored", () => {
    end({ ...now, surroundings: { ...now.surroundings, vault: { ...now.surroundings.vault, restoredAt: null } } });
    return null;
  });
  program.answer("remove_strangers", () => {
    end({ ...now, surroundings: { ...now.surroundings, vault: { ...now.surroundings.vault, strangers: 0 } } });
    return null;
  });
  program.answer("avatar", () => ({ url: null }));
  program.answer("dependents", () => ({ clones: 0, repositories: 0 }));
  program.answer("repository_picture", () => ({ url: null }));
  library([]).serve(program);
  serveBuilds(program, () => now.builds);
  servePeople(program, end);
  program.answer("openers", () => ({ editors: [{ id: "code.desktop", name: "Code" }], chosen: null }));
  program.answer("ask_gitlab", () => ({ found: [] }));
  for (const name of [
    "remove_secret",
    "open_registration_page",
    "begin_link",
    "use_another_way",
    "finish_with_address",
    "cancel_sign_in",
    "dismiss_notice",
    "unlock_vault",
    "cancel_unlock",
    "take_scheme",
    "set_up_git",
    "undo_git",
    "set_git_use",
    "choose_account",
    "take_choice_back",
    "set_projects_folder",
    "add_repositories",
    "stop_finding_clones",
    "stop_removal_check",
    "set_clone_identity",
    "keep_clone_name",
    "mend_remote",
    "open_clone",
    "open_repository_page",
    "stay",
    "leave_once_added",
    "leave_anyway",
    "open_instance",
    "tell_visibility",
    "open_revocation_page",
    "dismiss_revocation",
    "read_repositories",
    "add_repository",
    "retry_addition",
    "use_found_clone",
    "cancel_addition",
    "cancel_all_additions",
    "dismiss_addition",
    "dismiss_git_offer",
  ] as const) {
    program.answer(name, () => null);
  }
  return program;
}
