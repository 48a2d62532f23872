/** People who use Carrick on the pretended computer, and what the program answers about them and refuses. */
import type {
  Admission,
  Commands,
  Integration,
  LinkedName,
  People,
  Person,
  SignedOut,
  SignInDoor,
  UiError,
} from "../../src/ipc/bindings";
import type { Program } from "./program";
import type { Everything } from "./states";

export const admissionOf = (over: Partial<Admission> = {}): Admission => ({
  asksToSignIn: false,
  whoMayJoin: "listed",
  groups: [],
  signOutAfter: "never",
  asksForFreshSignIn: false,
  buildsWhileSignedOut: false,
  ...over,
});

const HERE = Date.now() - 60_000;

export const person = (over: Partial<Person> = {}): Person => ({
  id: 1,
  name: "Alice",
  role: "admin",
  signInAccounts: [],
  linked: [],
  lastHereAt: HERE,
  isYou: false,
  isLastAdmin: false,
  ...over,
});

export const bobHere = (over: Partial<Person> = {}): Person =>
  person({
    id: 2,
    name: "Bob",
    role: "member",
    signInAccounts: [{ id: 22, username: "bob", host: "gitlab.com" }],
    lastHereAt: null,
    ...over,
  });

export const doorOf = ({ id, instance, host, scopes }: Integration, over: Partial<SignInDoor> = {}): SignInDoor => ({
  integrationId: id,
  instance,
  host,
  hasOpenid: scopes.includes("openid"),
  signIn: null,
  notice: null,
  ...over,
});

const linkedNames = (integrations: readonly Integration[], accounts: readonly { username: string; host: string }[]): LinkedName[] =>
  integrations.flatMap(({ host, links }) =>
    links.map(({ id: linkId, username }) => ({
      linkId,
      username,
      host,
      signsIn: accounts.some((one) => one.username === username && one.host === host),
    })),
  );

/** Who is here, in the program's words: what hangs on the list of people is worked out of it. */
export function peopleOf(integrations: readonly Integration[], over: Partial<People> = {}): People {
  const profile = over.profile ?? { id: 1, name: "Alice", role: "admin" };
  const listed = over.people ?? [person({ ...profile })];
  const signedOut = over.signedOut ?? null;
  return {
    revision: 1,
    profile,
    people: signedOut === null ? settledPeople(listed, profile.id, integrations) : [],
    admission: over.admission ?? admissionOf(),
    managed: over.managed ?? false,
    asksLater: over.asksLater ?? false,
    signedOut,
    doors: over.doors ?? integrations.filter(({ applicationId }) => applicationId !== null).map((one) => doorOf(one)),
    isShared: over.isShared ?? listed.length > 1,
  };
}

function settledPeople(all: readonly Person[], you: number, integrations: readonly Integration[]): Person[] {
  const admins = all.filter(({ role }) => role === "admin");
  return all.map((one) => ({
    ...one,
    linked: one.id === you ? linkedNames(integrations, one.signInAccounts) : one.linked,
    isYou: one.id === you,
    isLastAdmin: admins.length === 1 && admins[0] === one,
  }));
}

export const signedOutBy = (over: Partial<SignedOut> = {}): SignedOut => ({
  since: new Date(2026, 2, 3, 9, 14).getTime(),
  why: "asked",
  mayGoOn: [],
  ...over,
});

/** What goes on though nobody is signed in. */
const OF_NOBODY: readonly string[] = [
  "subscribe",
  "overview",
  "tell_visibility",
  "begin_sign_in",
  "go_on_as",
  "use_another_way",
  "copy_link",
  "finish_with_address",
  "cancel_sign_in",
  "dismiss_notice",
];
/** What only administrators may. */
const OF_ADMINS: readonly string[] = [
  "save_integration",
  "remove_secret",
  "remove_integration",
  "ask_administrator",
  "add_proposed",
  "share_setup",
  "save_setup",
  "find_person",
  "add_person",
  "set_role",
  "person_dependents",
  "remove_person",
  "set_admission",
];

/** Why the program does not do this for whoever acts now. */
export function refusal(name: string, { people }: Everything): UiError | null {
  if (people.signedOut !== null) return OF_NOBODY.includes(name) ? null : { code: "signed_out", facts: {} };
  const isMember = people.profile.role === "member";
  return isMember && OF_ADMINS.includes(name) ? { code: "administrators_only", facts: {} } : null;
}

const refuse = (code: UiError["code"], facts: UiError["facts"] = {}): Promise<never> =>
  Promise.reject({ code, facts } satisfies UiError);

type Request<K extends keyof Commands> = Commands[K][0];

/** What GitLab knows: everybody but nobody. */
const KNOWN: Readonly<Record<string, { userId: number; name: string }>> = {
  bob: { userId: 202, name: "Bob Tanaka" },
  carol: { userId: 303, name: "Carol Weiss" },
};

export function servePeople(program: Program, end: (next: Everything) => void): void {
  const now = (): Everything => structuredClone(program.overview);
  const accounts = () => program.overview.accounts.integrations;
  const becomes = (people: Partial<People>) => {
    const next = now();
    next.people = { ...peopleOf(accounts(), { ...next.people, ...people }), revision: next.people.revision };
    end(next);
    return null;
  };
  const listed = (): Person[] => now().people.people;
  const lastAdmin = (id: number) => listed().some((one) => one.id === id && one.isLastAdmin);
  const placeOf = (id: number) => accounts().find((one) => one.id === id);
  const holder = (username: string, host: string) =>
    listed().find(({ signInAccounts }) => signInAccounts.some((one) => one.username === username && one.host === host));

  function find({ integrationId, username: typed }: Request<"find_person">) {
    const place = placeOf(integrationId);
    if (place === undefined) return refuse("not_found");
    if (place.links.length === 0) return refuse("no_link_to_ask_with", { host: place.host });
    const username = typed.trim().replace(/^@/, "");
    const known = KNOWN[username];
    if (known === undefined) return refuse("person_unknown", { username, host: place.host });
    const isKnown = holder(username, place.host)?.name ?? null;
    return Promise.resolve({ integrationId, username, host: place.host, isKnown, ...known });
  }

  program.answer("find_person", find);
  program.answer("add_person", async ({ integrationId, username, userId }) => {
    const found = await find({ integrationId, username });
    if (found.userId !== userId) return refuse("person_unknown", { username, host: found.host });
    if (found.isKnown !== null) return refuse("person_exists", { name: found.isKnown });
    const account = { id: 900 + userId, username, host: found.host };
    const id = Math.max(...listed().map((one) => one.id)) + 1;
    return becomes({ people: [...listed(), bobHere({ id, name: found.name, signInAccounts: [account] })], isShared: true });
  });
  program.answer("set_role", ({ id, role }) => {
    if (role === "member" && lastAdmin(id)) return refuse("last_administrator");
    const profile = now().people.profile;
    return becomes({
      people: listed().map((one) => (one.id === id ? { ...one, role } : one)),
      profile: profile.id === id ? { ...profile, role } : profile,
    });
  });
  program.answer("person_dependents", ({ id }) => ({
    linked: listed().find((one) => one.id === id)?.linked ?? [],
    clones: 0,
    repositories: 0,
  }));
  program.answer("remove_person", ({ id }) => {
    if (lastAdmin(id)) return refuse("last_administrator");
    const gone = listed().find((one) => one.id === id);
    const people = listed().filter((one) => one.id !== id);
    becomes({ people, isShared: people.length > 1 });
    const receipts = (gone?.linked ?? []).map(({ username, host }) => ({ username, host, receipt: "confirmed" as const }));
    return { receipts };
  });
  program.answer("set_admission", (admission) => {
    const you = listed().find(({ isYou }) => isYou);
    const begins = admission.asksToSignIn && !now().people.admission.asksToSignIn;
    if (begins && you?.signInAccounts.length === 0) return refuse("no_sign_in_account");
    const unknown = admission.groups.find(({ path }) => path.includes("unknown"));
    if (unknown) return refuse("group_unknown", { path: unknown.path, host: placeOf(unknown.integrationId)?.host ?? "" });
    return becomes({ admission });
  });
  program.answer("set_own_name", ({ name }) => {
    if (name.trim() === "" || [...name].length > 100) return refuse("name_malformed");
    const profile = { ...now().people.profile, name };
    return becomes({ profile, people: listed().map((one) => (one.isYou ? { ...one, name } : one)) });
  });
  program.answer("sign_in_with_link", ({ id }) => {
    const you = listed().find(({ isYou }) => isYou);
    const link = you?.linked.find(({ linkId }) => linkId === id);
    if (link === undefined) return refuse("not_found");
    const account = { id: 700 + id, username: link.username, host: link.host };
    return becomes({
      people: listed().map((one) => (one.isYou ? { ...one, signInAccounts: [...one.signInAccounts, account] } : one)),
    });
  });
  program.answer("remove_sign_in_account", ({ id }) =>
    becomes({
      people: listed().map((one) => ({ ...one, signInAccounts: one.signInAccounts.filter((account) => account.id !== id) })),
    }),
  );
  program.answer("sign_out", () => {
    const { admission, people } = now().people;
    const mayGoOn = admission.asksToSignIn ? [] : people.map(({ id, name, role }) => ({ id, name, role }));
    return becomes({ people, signedOut: signedOutBy({ mayGoOn }) });
  });
  program.answer("go_on_as", ({ id }) => {
    const { admission, signedOut } = now().people;
    if (admission.asksToSignIn) return refuse("sign_in_required");
    const profile = signedOut?.mayGoOn.find((one) => one.id === id);
    if (profile === undefined) return refuse("not_found");
    const next = now();
    next.people = { ...next.people, profile, signedOut: null };
    end(next);
    return null;
  });
  program.answer("begin_sign_in", () => null);
}
