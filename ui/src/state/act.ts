/** Commands that change what is shown. */
import type { Commands, Shown, Topic } from "../ipc/bindings";
import { call } from "../ipc/ipc";
import { builds } from "./builds";
import { git } from "./git/git.svelte";
import { overview } from "./overview.svelte";
import { topics } from "./topics";

/** A change is told within a frame. After this long it is asked for, so that no button stays busy for good. */
const TOLD_WITHIN_MS = 1000;

export type Act = { [K in keyof Commands]: Commands[K][1] extends Shown<unknown> ? K : never }[keyof Commands];
export type Answer<K extends Act> = Commands[K][1] extends Shown<infer T> ? T : never;

/** Runs a command; answers once the window shows what it changed. */
export async function act<K extends Act>(name: K, request: Commands[K][0]): Promise<Answer<K>> {
  const { answer, topic, revision } = (await call(name, request)) as Shown<Answer<K>>;
  await settled(topic, revision);
  return answer;
}

async function settled(topic: Topic, revision: number): Promise<void> {
  const told = () => topics[topic].reached(revision, TOLD_WITHIN_MS);
  if (await told()) return;
  await Promise.race([readers[topic]?.() ?? overview.read(), told()]);
}

/** What no overview holds is read by itself. */
const readers: { [T in Topic]?: () => Promise<void> } = {
  git: () => git.read(),
  // What cannot be read now is told when it changes next.
  builds: () => builds.read().catch(() => undefined),
};
