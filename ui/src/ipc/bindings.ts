// Generated from crates/carrick/src/messages.rs by `cargo xtask gen`. Do not edit.

export type Overview = { 
/**
 * What this computer gives.
 */
surroundings: Surroundings, 
/**
 * What hangs on accounts.
 */
accounts: Accounts, 
/**
 * Who uses this installation.
 */
people: People, 
/**
 * Whether the person is asked before the program ends.
 */
leaving: Leaving, 
/**
 * How far repositories are read; the list itself is asked for by place.
 */
repositories: Repositories, 
/**
 * What is being added.
 */
additions: Additions, };

export type Visibility = { 
/**
 * As the page learns it; neither minimised nor hidden.
 */
visible: boolean, };

export type Surroundings = { 
/**
 * How often it has changed: the higher, the newer.
 */
revision: number, 
/**
 * Where secrets would be kept, and whether that works now.
 */
vault: Vault, 
/**
 * Who answers the custom scheme the browser hands back through.
 */
scheme: Scheme, };

export type Accounts = { 
/**
 * How often it has changed: the higher, the newer.
 */
revision: number, 
/**
 * All integrations, oldest first.
 */
integrations: Array<Integration>, 
/**
 * Tokens of accounts that were unlinked and that GitLab has not revoked yet, and whatever else it will not revoke,
 * oldest first.
 */
revocations: Array<Revocation>, 
/**
 * A callback that belonged to no sign-in, told once and above everything.
 */
strayCallback: UiError | null, 
/**
 * A set-up that somebody was handed, until the person has answered.
 */
proposal: SetupProposal | null, 
/**
 * Why what the organisation presets does not count, where there is something.
 */
managedTrouble: ManagedTrouble | null, 
/**
 * Why what the last run left could not be put in order yet; it is tried again.
 */
unordered: UiError | null, };

export type People = { 
/**
 * How often it has changed: the higher, the newer.
 */
revision: number, 
/**
 * The person using it.
 */
profile: Profile, 
/**
 * Everybody, in the order in which they came; nobody while signed out.
 */
people: Array<Person>, 
/**
 * Who may join, and what is asked of them.
 */
admission: Admission, 
/**
 * Whether the organisation has set that.
 */
managed: boolean, 
/**
 * Whether the organisation has people asked to sign in, and that waits for an administrator who can come back.
 */
asksLater: boolean, 
/**
 * Since when nobody is signed in, where nobody is. The window shows nothing but the sign-in screen then.
 */
signedOut: SignedOut | null, 
/**
 * Where one can sign in: one per integration that is set up.
 */
doors: Array<SignInDoor>, 
/**
 * Whether git, the command line and builds act for somebody that can be named: two people or more.
 */
isShared: boolean, };

export type Leaving = { 
/**
 * How often it has changed: the higher, the newer.
 */
revision: number, 
/**
 * What will be lost; the person is asked while there is something.
 */
losses: Array<Loss>, };

export type Loss = { "what": "renewal", 
/**
 * Whose link it is.
 */
username: string, 
/**
 * Its GitLab.
 */
host: string, } | { "what": "approval", 
/**
 * Where it was given.
 */
host: string, } | { "what": "token", 
/**
 * Where they are valid.
 */
host: string, } | { "what": "answer" } | { "what": "additions", 
/**
 * How many.
 */
count: number, } | { "what": "builds", 
/**
 * How many.
 */
repositories: number, };

export type Topic = "surroundings" | "accounts" | "people" | "leaving" | "git" | "repositories" | "additions" | "clones" | "builds";

export type Shown<T> = { 
/**
 * What came of it.
 */
answer: T, 
/**
 * Where it shows.
 */
topic: Topic, 
/**
 * The revision of the topic from which on it shows.
 */
revision: number, };

export type Profile = { 
/**
 * Its number.
 */
id: number, 
/**
 * The name shown; at first the system user's.
 */
name: string, 
/**
 * What this person may set up.
 */
role: Role, };

export type Role = "admin" | "member";

export type Person = { 
/**
 * The profile's number.
 */
id: number, 
/**
 * The name shown.
 */
name: string, 
/**
 * What this person may set up.
 */
role: Role, 
/**
 * The accounts this person signs in with.
 */
signInAccounts: Array<SignInAccount>, 
/**
 * The accounts this person has linked.
 */
linked: Array<LinkedName>, 
/**
 * When they were last here (Unix milliseconds), where they ever were.
 */
lastHereAt: number | null, 
/**
 * Whether it is the person using it now.
 */
isYou: boolean, 
/**
 * Whether nobody else may set things up: this one stays as they are.
 */
isLastAdmin: boolean, };

export type SignInAccount = { 
/**
 * Its number.
 */
id: number, 
/**
 * The username, as it was when they last signed in.
 */
username: string, 
/**
 * The GitLab, without its scheme.
 */
host: string, };

export type LinkedName = { 
/**
 * The link's number.
 */
linkId: number, 
/**
 * The username.
 */
username: string, 
/**
 * The GitLab, without its scheme.
 */
host: string, 
/**
 * Whether this person signs in with it too.
 */
signsIn: boolean, };

export type Admission = { 
/**
 * Whether people are asked to sign in.
 */
asksToSignIn: boolean, 
/**
 * Who may join.
 */
whoMayJoin: WhoMayJoin, 
/**
 * The groups whose members may join, where it is their members.
 */
groups: Array<JoinGroup>, 
/**
 * When a person is signed out by itself.
 */
signOutAfter: SignOutAfter, 
/**
 * Whether GitLab is asked for a fresh sign-in.
 */
asksForFreshSignIn: boolean, 
/**
 * Whether builds are started for whoever was here last while nobody is signed in.
 */
buildsWhileSignedOut: boolean, };

export type WhoMayJoin = "listed" | "anyone" | "groups";

export type JoinGroup = { 
/**
 * The integration's number.
 */
integrationId: number, 
/**
 * The group's full path. Its number at GitLab is found out when it is set.
 */
path: string, 
/**
 * The least role there, as GitLab numbers it: 10 guest, 20 reporter, 30 developer, 40 maintainer, 50 owner.
 */
leastRole: number, };

export type SignOutAfter = "never" | "minutes15" | "hour1" | "computer_locks";

export type SignedOut = { 
/**
 * Since when (Unix milliseconds); unknown where what was written down cannot be read.
 */
since: number | null, 
/**
 * Why.
 */
why: WhySignedOut, 
/**
 * Who may go on without signing in: everybody, where nobody is asked to sign in; else nobody.
 */
mayGoOn: Array<Profile>, };

export type WhySignedOut = "asked" | "idle" | "computer_locked" | "begun" | "unreadable";

export type SignInDoor = { 
/**
 * The integration's number; what goes on with a sign-in names it.
 */
integrationId: number, 
/**
 * The GitLab's address.
 */
instance: string, 
/**
 * The GitLab, without its scheme.
 */
host: string, 
/**
 * Whether GitLab says who somebody is by an ID token (`openid` among its scopes).
 */
hasOpenid: boolean, 
/**
 * A sign-in under way that is for signing in.
 */
signIn: SignIn | null, 
/**
 * How the last one ended.
 */
notice: Notice | null, };

export type BeginSignIn = { 
/**
 * The integration's number.
 */
integrationId: number, 
/**
 * Whether the same approval also links the account.
 */
links: boolean, };

export type PersonRef = { 
/**
 * The profile's number.
 */
id: number, };

export type PersonWanted = { 
/**
 * The integration's number.
 */
integrationId: number, 
/**
 * The username, with or without an at sign.
 */
username: string, };

export type FoundPerson = { 
/**
 * The integration's number.
 */
integrationId: number, 
/**
 * The account's number at GitLab.
 */
userId: number, 
/**
 * The username as GitLab writes it.
 */
username: string, 
/**
 * The name shown at GitLab.
 */
name: string, 
/**
 * The GitLab, without its scheme.
 */
host: string, 
/**
 * Who has this account already, where somebody has.
 */
isKnown: string | null, };

export type AddPerson = { 
/**
 * The integration's number.
 */
integrationId: number, 
/**
 * The username; GitLab is asked again, and must know the same account by it.
 */
username: string, 
/**
 * The account's number at GitLab.
 */
userId: number, };

export type SetRole = { 
/**
 * The profile's number.
 */
id: number, 
/**
 * What they are to be.
 */
role: Role, };

export type PersonDependents = { 
/**
 * The linked accounts that are unlinked.
 */
linked: Array<LinkedName>, 
/**
 * Repositories on this computer whose folders stay.
 */
clones: number, 
/**
 * Repositories whose builds stop.
 */
repositories: number, };

export type PersonRemoved = { 
/**
 * One for each link.
 */
receipts: Array<UnlinkedName>, };

export type UnlinkedName = { 
/**
 * The username.
 */
username: string, 
/**
 * The GitLab, without its scheme.
 */
host: string, 
/**
 * What is known of its tokens.
 */
receipt: Receipt, };

export type SignInAccountRef = { 
/**
 * Its number.
 */
id: number, };

export type OwnName = { 
/**
 * The name; 1 to 100 characters.
 */
name: string, };

export type Vault = { 
/**
 * Whether secrets can be kept now.
 */
state: VaultState, 
/**
 * The system's name for the place, such as "Login".
 */
name: string, 
/**
 * When Carrick's data turned out to be a copy that was put back (Unix milliseconds), until that was seen.
 */
restoredAt: number | null, 
/**
 * How many entries in it an earlier state of Carrick's data laid in, which this one does not know.
 */
strangers: number, };

export type VaultState = "ready" | "locked" | "no_collection" | "refused" | "absent" | "silent" | "asks_each" | "elsewhere";

export type Scheme = { "state": "ours" } | { "state": "asking" } | { "state": "taken", 
/**
 * That program's name.
 */
by: string, } | { "state": "unavailable" };

export type Integration = { 
/**
 * Its number.
 */
id: number, 
/**
 * The instance's address as shown, without a trailing slash.
 */
instance: string, 
/**
 * Host (and port, and sub-path) for "@alice on gitlab.com".
 */
host: string, 
/**
 * `null` until it is set up.
 */
applicationId: string | null, 
/**
 * When the stored Secret was set (Unix milliseconds); `null` when none is.
 */
secretSetAt: number | null, 
/**
 * The scopes asked for when linking.
 */
scopes: Array<string>, 
/**
 * Both redirect URIs: the deep link, then the loopback.
 */
redirectUris: Array<string>, 
/**
 * How many links stand on it, other people's included.
 */
linkCount: number, 
/**
 * This person's links, oldest first.
 */
links: Array<Link>, 
/**
 * The sign-in under way, if any.
 */
signIn: SignIn | null, 
/**
 * How the last action on it ended, until it is dismissed or replaced.
 */
notice: Notice | null, 
/**
 * Since when an administrator of the GitLab is waited for (Unix milliseconds); `null` when none was asked.
 */
askedAt: number | null, 
/**
 * Whether the organisation's file presets it: nobody changes or removes it here.
 */
managed: boolean, };

export type Link = { 
/**
 * Its number.
 */
id: number, 
/**
 * The account's username at GitLab.
 */
username: string, 
/**
 * The account's display name.
 */
name: string, 
/**
 * What was granted.
 */
scopes: Array<string>, 
/**
 * When it was linked, or relinked last (Unix milliseconds).
 */
linkedAt: number, 
/**
 * When GitLab last answered for it (Unix milliseconds).
 */
checkedAt: number, 
/**
 * Whether it was made through an Application ID that is no longer set.
 */
needsRelink: boolean, 
/**
 * Whether [`Avatar`] has something to show.
 */
hasAvatar: boolean, 
/**
 * How it stands.
 */
health: Health, 
/**
 * When it renews itself next, by what is known now (Unix milliseconds).
 */
renewsAt: number, };

export type Health = { "state": "fine" } | { "state": "unreachable", 
/**
 * Since when (Unix milliseconds).
 */
since: number, 
/**
 * What stands in the way.
 */
error: UiError, } | { "state": "needs_you", 
/**
 * Since when it has not worked (Unix milliseconds).
 */
since: number, 
/**
 * Why.
 */
cause: Cause, } | { "state": "unlinking" };

export type Cause = { "cause": "refused" } | { "cause": "answer_lost" } | { "cause": "tokens_missing" } | { "cause": "secret_renewed" } | { "cause": "application_refused" } | { "cause": "scope_too_small" } | { "cause": "account", 
/**
 * `terms`, `password_expired`, `deactivated`, `pending`, `unconfirmed`, `blocked` or `other`.
 */
state: string, };

export type Revocation = { 
/**
 * Its number.
 */
id: number, 
/**
 * Whose tokens they were; `null` for those that no account was unlinked for.
 */
username: string | null, 
/**
 * Host (and port, and sub-path) of the GitLab that issued them.
 */
host: string, 
/**
 * When the account was unlinked, else when GitLab refused (Unix milliseconds).
 */
since: number, 
/**
 * Whether GitLab will not do it as it can be asked now: another Secret may help, else the person, at GitLab.
 */
byHand: boolean, 
/**
 * Whether GitLab has not done it for so long that it may be gone, and the person may give it up.
 */
isOverdue: boolean, };

export type Receipt = "confirmed" | "accepted" | "queued" | "by_hand";

export type SignIn = { 
/**
 * How far it is.
 */
stage: Stage, 
/**
 * When each stage so far was reached (Unix milliseconds), oldest first.
 */
reachedAt: number[], 
/**
 * The way the browser was last sent: the one the texts speak of.
 */
way: Way, 
/**
 * The link being renewed, when this is a relink.
 */
relinks: number | null, 
/**
 * Whether it links an account, whose tokens are kept then; else a person only signs in.
 */
links: boolean, 
/**
 * Whether its address was handed out to be opened elsewhere, and no browser was asked.
 */
elsewhere: boolean, 
/**
 * The redirect URI and scopes sent, to compare with GitLab's error page.
 */
sent: Array<string>, };

export type Stage = "asking" | "waiting" | "checking" | "saving";

export type Way = "deep_link" | "loopback";

export type Notice = { "outcome": "linked", 
/**
 * Its link: another account may bear its name.
 */
linkId: number, 
/**
 * Its username.
 */
username: string, 
/**
 * Whether another account was linked under this name, which it lost since or was deleted with.
 */
hasNamesake: boolean, } | { "outcome": "linked_again", 
/**
 * Its link: another account may bear its name.
 */
linkId: number, 
/**
 * Its username.
 */
username: string, } | { "outcome": "unlinked", 
/**
 * Its username.
 */
username: string, 
/**
 * What is known of its tokens.
 */
receipt: Receipt, } | { "outcome": "cancelled" } | { "outcome": "failed", 
/**
 * The reason.
 */
error: UiError, };

export type InstanceText = { 
/**
 * As typed.
 */
instance: string, };

export type InstanceDescription = { 
/**
 * The address as it will be kept.
 */
instance: string, 
/**
 * Host (and port, and sub-path).
 */
host: string, 
/**
 * Both redirect URIs: the deep link, then the loopback.
 */
redirectUris: Array<string>, };

export type ApplicationForm = { 
/**
 * The integration being edited; `null` while adding one.
 */
id: number | null, 
/**
 * As typed.
 */
instance: string, 
/**
 * As typed.
 */
applicationId: string, 
/**
 * As typed; empty keeps what is stored.
 */
secret: string, 
/**
 * The ticked scopes.
 */
scopes: Array<string>, };

export type SaveIntegration = { 
/**
 * The fields.
 */
form: ApplicationForm, 
/**
 * "Save anyway" was chosen after GitLab refused.
 */
althoughRefused: boolean, 
/**
 * Relinking the counted links was agreed to.
 */
althoughRelink: boolean, };

export type CheckReport = { "result": "accepted" } | { "result": "accepted_public" } | { "result": "refused" } | { "result": "unknown", 
/**
 * Why.
 */
error: UiError, };

export type SaveOutcome = { "outcome": "saved", 
/**
 * Which integration it is.
 */
id: number, 
/**
 * What the check said; never [`CheckReport::Refused`] unless agreed to.
 */
check: CheckReport, } | { "outcome": "refused" } | { "outcome": "relink_needed", 
/**
 * How many.
 */
count: number, };

export type IntegrationRef = { 
/**
 * Its number.
 */
id: number, };

export type LinkRef = { 
/**
 * Its number.
 */
id: number, };

export type RevocationRef = { 
/**
 * Its number.
 */
id: number, };

export type TestReport = { "result": "working" } | { "result": "unreachable", 
/**
 * Why.
 */
error: UiError, } | { "result": "needs_you", 
/**
 * Why.
 */
cause: Cause, };

export type RegistrationPage = { 
/**
 * The instance as typed.
 */
instance: string, 
/**
 * Whose application it will be.
 */
owner: Owner, };

export type SetupProposal = { 
/**
 * Which it is, to answer just this one.
 */
number: number, 
/**
 * What is proposed; `null` where it is nothing.
 */
offer: SetupOffer | null, 
/**
 * Why it is nothing.
 */
error: UiError | null, 
/**
 * How many others came while it was shown, and were not kept.
 */
others: number, };

export type SetupOffer = { 
/**
 * The instance's address.
 */
instance: string, 
/**
 * Host (and port, and sub-path).
 */
host: string, 
/**
 * The application there.
 */
applicationId: string, 
/**
 * The scopes to ask for.
 */
scopes: Array<string>, 
/**
 * Who it says that it is from, which nobody has checked.
 */
from: string | null, 
/**
 * What could be overlooked about its host.
 */
marks: Array<HostMark>, };

export type HostMark = { "mark": "other_letters" } | { "mark": "like", 
/**
 * That host.
 */
host: string, } | { "mark": "number" } | { "mark": "this_computer" };

export type SetupText = { 
/**
 * A link, or a document.
 */
text: string, };

export type ProposalRef = { 
/**
 * Its number.
 */
number: number, };

export type IntegrationAdded = { 
/**
 * Its number.
 */
id: number, };

export type SharedSetup = { 
/**
 * The link.
 */
link: string, 
/**
 * Whom it names as its sender.
 */
from: string | null, };

export type SavedFile = { 
/**
 * Where, as people write it.
 */
path: string, };

export type AskAdministrator = { 
/**
 * The integration that is to wait; `null` for a new one.
 */
id: number | null, 
/**
 * As typed.
 */
instance: string, 
/**
 * The ticked scopes.
 */
scopes: Array<string>, };

export type ManagedTrouble = { 
/**
 * The file.
 */
path: string, 
/**
 * What is the matter with it.
 */
problem: ManagedProblem, 
/**
 * The line it is about, from 1.
 */
line: number | null, };

export type ManagedProblem = "owner" | "writable" | "kind" | "size" | "unreadable" | "syntax" | "content" | "newer";

export type Owner = "user" | "group" | "instance";

export type BeginLink = { 
/**
 * Through which integration.
 */
id: number, 
/**
 * The link to renew; `null` links a new account.
 */
relink: number | null, 
/**
 * How the browser is to hand back.
 */
way: Way, };

export type BeginLinkElsewhere = { 
/**
 * Through which integration.
 */
id: number, 
/**
 * How the browser is to hand back.
 */
way: Way, };

export type SignInAddress = { 
/**
 * To open in any browser on this computer.
 */
url: string, };

export type PastedAddress = { 
/**
 * The integration whose sign-in it finishes.
 */
id: number, 
/**
 * As pasted; it holds a code, so it is treated as a secret.
 */
address: string, };

export type Avatar = { 
/**
 * A `data:` address of a PNG, JPEG or WebP; `null` shows initials.
 */
url: string | null, };

export type Dependents = { 
/**
 * In how many folders git uses it.
 */
clones: number, 
/**
 * How many repositories are built through it.
 */
repositories: number, };

export type GitSetup = { 
/**
 * How often it has changed: the higher, the newer.
 */
revision: number, 
/**
 * How git stands to Carrick.
 */
state: GitState, 
/**
 * Linked accounts, oldest first.
 */
accounts: Array<GitAccount>, 
/**
 * Accounts by place, outer places before those in them.
 */
choices: Array<AccountChoice>, };

export type GitState = { "state": "known", 
/**
 * Whether the person's configuration includes Carrick's.
 */
isSetUp: boolean, 
/**
 * Whether that is as it should be: current, and the last that git reads there.
 */
isWhole: boolean, 
/**
 * The person's file, as people write it, such as `~/.gitconfig`.
 */
file: string, 
/**
 * Whom git asks, host by host.
 */
hosts: Array<GitHost>, 
/**
 * Programs that go around it.
 */
bypasses: Array<Bypass>, } | { "state": "unknown", 
/**
 * Why.
 */
error: UiError, };

export type GitHost = { 
/**
 * The host with port and sub-path.
 */
host: string, 
/**
 * Whether Carrick is asked, and first.
 */
asksCarrick: boolean, 
/**
 * Asked before Carrick.
 */
before: Array<AskedHelper>, 
/**
 * Handed what Carrick answered, once it worked.
 */
after: Array<AskedHelper>, };

export type AskedHelper = { 
/**
 * What people call it; nothing for a shell command.
 */
name: string | null, 
/**
 * The file in which it stands, as people write it.
 */
file: string, 
/**
 * What it does with what worked.
 */
keeps: Keeps, };

export type Keeps = { "where": "nothing" } | { "where": "unencrypted", 
/**
 * The file, where it is known.
 */
path: string | null, } | { "where": "in_memory" } | { "where": "in_keyring" } | { "where": "unknown" };

export type Bypass = { "program": "jet_brains", 
/**
 * The name of its folder, such as `IntelliJIdea2026.2`.
 */
name: string, } | { "program": "github_desktop" };

export type GitAccount = { 
/**
 * The link's number.
 */
id: number, 
/**
 * The username, without `@`.
 */
username: string, 
/**
 * The display name.
 */
name: string, 
/**
 * The address that GitLab itself puts under its commits, where that is known.
 */
email: string | null, 
/**
 * Its host with port and sub-path.
 */
host: string, 
/**
 * Whether it is used on its host where nothing speaks for another.
 */
isDefault: boolean, 
/**
 * When git may use it.
 */
gitUse: GitUse, 
/**
 * Whether what was granted is of any use to git.
 */
mayServe: boolean, };

export type GitUse = "default" | "where_needed" | "never";

export type AccountChoice = { 
/**
 * The instance's address.
 */
instance: string, 
/**
 * Its host with port and sub-path.
 */
host: string, 
/**
 * A namespace or project; empty for the whole instance.
 */
prefix: string, 
/**
 * The link's number.
 */
link: number, 
/**
 * The account's username, without `@`.
 */
username: string, 
/**
 * The name under commits there, where that is said.
 */
commitName: string | null, 
/**
 * The address under commits there.
 */
commitEmail: string | null, 
/**
 * The key that signs them.
 */
signingKey: string | null, };

export type SetGitUse = { 
/**
 * The link's number.
 */
id: number, 
/**
 * When.
 */
gitUse: GitUse, };

export type ChooseAccount = { 
/**
 * The link's number.
 */
link: number, 
/**
 * A namespace or project, or its page's address; empty for the whole instance.
 */
prefix: string, 
/**
 * The name under commits there; nothing for as elsewhere.
 */
commitName: string | null, 
/**
 * The address under commits there.
 */
commitEmail: string | null, 
/**
 * The key that signs them.
 */
signingKey: string | null, };

export type ChoiceRef = { 
/**
 * The instance's address.
 */
instance: string, 
/**
 * The namespace or project.
 */
prefix: string, };

export type Repositories = { 
/**
 * How often it has changed: the higher, the newer.
 */
revision: number, 
/**
 * The revision of the list; what was asked of an older one is asked again.
 */
list: number, 
/**
 * For each link, how far its projects are read.
 */
readings: Array<Reading>, };

export type Reading = { 
/**
 * Whose.
 */
linkId: number, 
/**
 * How many repositories it reaches, as far as is known.
 */
count: number, 
/**
 * What is being read.
 */
pass: ReadingPass | null, 
/**
 * How many of them have been read, while they are.
 */
read: number, 
/**
 * How many there are, where GitLab says so.
 */
total: number | null, 
/**
 * When GitLab was last asked for what has changed, or for everything (Unix milliseconds); `null` until everything
 * has been read once.
 */
readAt: number | null, 
/**
 * What stands in the way; what was read before is listed all the same.
 */
trouble: ReadingTrouble | null, };

export type ReadingPass = "changes" | "names" | "more";

export type ReadingTrouble = { 
/**
 * Since when (Unix milliseconds).
 */
since: number, 
/**
 * When it is tried again (Unix milliseconds).
 */
until: number, 
/**
 * What it is; `scope_too_small` where the link may not list repositories.
 */
error: UiError, };

export type RepositoriesWanted = { 
/**
 * What was typed.
 */
query: string, 
/**
 * Which of all.
 */
filter: RepositoryFilter, 
/**
 * The first place, from 0.
 */
at: number, 
/**
 * How many rows; at most 200 come.
 */
count: number, 
/**
 * The revision of the list that is meant; `null` where any is welcome.
 */
revision: number | null, };

export type RepositoryFilter = { 
/**
 * Only what this link reaches.
 */
linkId: number | null, 
/**
 * Only archived ones, or none of them.
 */
archived: boolean | null, 
/**
 * Only those that no account may push to, or none of them.
 */
readOnly: boolean | null, 
/**
 * Only those that were added, or none of them.
 */
added: boolean | null, };

export type RepositoriesPage = { "is": "rows", 
/**
 * From the first place on.
 */
rows: Array<RepositoryRow>, 
/**
 * How many rows there are.
 */
total: number, 
/**
 * How many of them were added; they come first.
 */
added: number, 
/**
 * Of this revision of the list.
 */
revision: number, } | { "is": "changed", 
/**
 * Its revision.
 */
revision: number, };

export type RepositoryRow = { 
/**
 * What it shows.
 */
repository: Repository, 
/**
 * Where the letters that were looked for stand in the path: pairs of begin and end, as JavaScript counts.
 */
pathMarks: Array<[number, number]>, 
/**
 * The same in the name.
 */
nameMarks: Array<[number, number]>, };

export type Repository = { 
/**
 * Its number here.
 */
id: number, 
/**
 * The address of its instance.
 */
instance: string, 
/**
 * With its namespace.
 */
path: string, 
/**
 * The name shown.
 */
name: string, 
/**
 * When something last happened in it (Unix milliseconds); 0 where that is not known.
 */
lastActivityAt: number, 
/**
 * Through which links it is reached; none for one that was only asked for.
 */
reachedBy: Array<Reach>, 
/**
 * Whether nothing can be changed in it.
 */
archived: boolean, 
/**
 * Whether it is known that no account may push to it.
 */
readOnly: boolean, 
/**
 * Whether its repository is known to have no commit.
 */
empty: boolean, 
/**
 * The size of its repository in bytes, where GitLab told.
 */
size: number | null, 
/**
 * `private`, `internal` or `public`, where GitLab told.
 */
visibility: string | null, 
/**
 * Whether it may have a picture that is worth asking for.
 */
hasPicture: boolean, 
/**
 * Whether it was added.
 */
added: boolean, 
/**
 * Its clones on this computer, the one that was used last first.
 */
clones: Array<CloneFolder>, 
/**
 * Where a clone of it goes, as people write it.
 */
to: string, 
/**
 * The address that git clones from.
 */
cloneUrl: string, };

export type Reach = { 
/**
 * Whose.
 */
linkId: number, 
/**
 * Whether it may push; `null` while that is not known.
 */
mayPush: boolean | null, };

export type GitlabQuestion = { 
/**
 * As which account.
 */
linkId: number, 
/**
 * What was typed; GitLab looks for three letters or more.
 */
query: string, };

export type FoundRepositories = { 
/**
 * The best first.
 */
found: Array<FoundRepository>, };

export type FoundRepository = { 
/**
 * The link that sees it.
 */
linkId: number, 
/**
 * GitLab's number.
 */
projectId: number, 
/**
 * Its number here, if it is in the list.
 */
id: number | null, 
/**
 * The address of its instance.
 */
instance: string, 
/**
 * With its namespace.
 */
path: string, 
/**
 * The name shown.
 */
name: string, 
/**
 * When something last happened in it (Unix milliseconds); 0 where that is not known.
 */
lastActivityAt: number, 
/**
 * `private`, `internal` or `public`, where GitLab told.
 */
visibility: string | null, };

export type FoundRef = { 
/**
 * The link that sees it.
 */
linkId: number, 
/**
 * GitLab's number.
 */
projectId: number, };

export type RepositoryAddress = { 
/**
 * An address of a project, of one of its pages or its repository, or a path.
 */
text: string, };

export type Additions = { 
/**
 * How often it has changed: the higher, the newer.
 */
revision: number, 
/**
 * How many are done since there was last nothing to do.
 */
done: number, 
/**
 * How many there were in all since then, those that failed left out.
 */
total: number, 
/**
 * How many wait, named or not.
 */
waiting: number, 
/**
 * How many came to nothing and were not dismissed, named or not.
 */
failed: number, 
/**
 * Those that run, then those that have a question, then those that failed, then those that wait; at most forty.
 */
items: Array<Addition>, 
/**
 * What was added last, while this program runs.
 */
last: Added | null, 
/**
 * Where clones go, as people write it.
 */
projectsFolder: string, 
/**
 * Whether it is time to ask if git should be set up for all clones.
 */
offersGit: boolean, 
/**
 * Whether git is known not to be there.
 */
gitMissing: boolean, };

export type Addition = { 
/**
 * Its number.
 */
id: number, 
/**
 * The repository's number.
 */
repository: number, 
/**
 * With its namespace.
 */
path: string, 
/**
 * Where it is.
 */
host: string, 
/**
 * Where the clone goes, as people write it.
 */
folder: string, 
/**
 * How it stands.
 */
state: AdditionState, };

export type AdditionState = { "is": "waiting", 
/**
 * For what.
 */
wait: AdditionWait, } | { "is": "running", 
/**
 * What is being done.
 */
phase: AdditionPhase, 
/**
 * 0 to 100, where the end is known.
 */
percent: number | null, 
/**
 * How many bytes arrived, where git tells.
 */
bytes: number | null, 
/**
 * How many arrive in a second.
 */
rate: number | null, } | { "is": "large", 
/**
 * About how many bytes GitLab has of it.
 */
size: number, 
/**
 * How many bytes are free where it goes.
 */
free: number | null, } | { "is": "taken", 
/**
 * Where, as people write it.
 */
folder: string, } | { "is": "failed", 
/**
 * Why.
 */
failure: AdditionFailure, 
/**
 * What GitLab said about it: not ours, and shown as such.
 */
said: string | null, 
/**
 * The folder it is about, as people write it.
 */
folder: string | null, };

export type AdditionWait = { "is": "turn" } | { "is": "offline", 
/**
 * Since when (Unix milliseconds).
 */
since: number, } | { "is": "rate_limited", 
/**
 * Until when (Unix milliseconds).
 */
until: number, } | { "is": "keyring_locked" } | { "is": "keyring" } | { "is": "needs_you", 
/**
 * Whose.
 */
username: string, } | { "is": "signed_out" } | { "is": "other" };

export type AdditionPhase = "asking" | "preparing" | "receiving" | "resolving" | "checking_out" | "large_files";

export type AdditionFailure = "credential_rejected" | "nobody_answered" | "not_found" | "forbidden" | "server_error" | "redirected" | "not_git" | "certificate" | "proxy" | "timed_out" | "cut_off" | "folder_taken" | "folder_other_case" | "folder_unsafe" | "folder_refused" | "disk_full" | "too_large" | "filter_failed" | "path_refused" | "checkout_failed" | "foreign_owner" | "forbidden_transport" | "name_refused" | "configuration_refused" | "data_folder_refused" | "git_missing" | "killed" | "unknown";

export type Added = { 
/**
 * The repository's number.
 */
repository: number, 
/**
 * With its namespace.
 */
path: string, 
/**
 * Where the clone is, as people write it; none for one without.
 */
folder: string | null, 
/**
 * Who was written into it for commits, as `Name <address>`, since git knew nobody.
 */
commitsAs: string | null, 
/**
 * What a person should know of it.
 */
notes: Array<AdditionNote>, };

export type AdditionNote = { "is": "empty" } | { "is": "has_all_contents" } | { "is": "colliding", 
/**
 * At most five.
 */
names: Array<string>, } | { "is": "large_files_missing" } | { "is": "large_files_failed" } | { "is": "large_files_elsewhere", 
/**
 * Where.
 */
address: string, };

export type AddRepository = { 
/**
 * Its number.
 */
repository: number, 
/**
 * Where to.
 */
to: AddTo, 
/**
 * How much of it.
 */
kind: CloneKind, };

export type AddTo = { "is": "projects_folder" } | { "is": "folder", 
/**
 * Absolute, or below `~/`.
 */
folder: string, } | { "is": "nowhere" };

export type CloneKind = "whole" | "old_contents_when_needed";

export type AddRepositories = { 
/**
 * Their numbers.
 */
repositories: Array<number>, };

export type AdditionRef = { 
/**
 * Its number.
 */
id: number, };

export type RetryAddition = { 
/**
 * Its number.
 */
id: number, 
/**
 * How much of it, if otherwise than before. Its size counts as agreed to.
 */
kind: CloneKind | null, 
/**
 * Exactly this folder, if another than before.
 */
folder: string | null, };

export type GroupWanted = { 
/**
 * The address of its instance.
 */
instance: string, 
/**
 * Its path.
 */
group: string, };

export type Groups = { 
/**
 * By how many there are in them; at most a thousand.
 */
groups: Array<Group>, };

export type Group = { 
/**
 * The address of its instance.
 */
instance: string, 
/**
 * The same in short.
 */
host: string, 
/**
 * With the groups it lies in.
 */
path: string, 
/**
 * How many repositories are in it, at any depth.
 */
count: number, };

export type GroupPreview = { 
/**
 * By path; at most five thousand.
 */
rows: Array<GroupRow>, 
/**
 * How many there are.
 */
total: number, 
/**
 * How many bytes are free where clones go.
 */
free: number | null, };

export type GroupRow = { 
/**
 * Its number.
 */
repository: number, 
/**
 * With its namespace.
 */
path: string, 
/**
 * How many bytes GitLab has of it, where it told.
 */
size: number | null, 
/**
 * Whether nothing can be changed in it.
 */
archived: boolean, 
/**
 * Whether it is added or in the queue already.
 */
added: boolean, };

export type ProjectsFolder = { 
/**
 * Absolute, or below `~/`; none for what the desktop and git say.
 */
folder: string | null, };

export type Clones = { 
/**
 * How often it has changed: the higher, the newer.
 */
revision: number, 
/**
 * How far the search for clones is, while there is one.
 */
finding: Finding | null, 
/**
 * The number of the clone that is looked at before it is removed.
 */
checking: number | null, };

export type Finding = { 
/**
 * How many folders were read.
 */
folders: number, 
/**
 * How many clones were found.
 */
clones: number, };

export type CloneFolder = { 
/**
 * Its number.
 */
id: number, 
/**
 * Where it is, as people write it.
 */
folder: string, 
/**
 * Whether a folder is there.
 */
isThere: boolean, 
/**
 * Whether its remote still names the place that the project had before it was moved or renamed.
 */
isMoved: boolean, 
/**
 * The account that was written into it.
 */
linkId: number | null, };

export type CloneRef = { 
/**
 * Its number.
 */
id: number, };

export type RepositoryRef = { 
/**
 * Its number.
 */
id: number, };

export type Openers = { 
/**
 * The editors on this computer, the best first.
 */
editors: Array<Editor>, 
/**
 * The one that is used: the person's choice, or else the first.
 */
chosen: string | null, };

export type Editor = { 
/**
 * The name of its desktop entry.
 */
id: string, 
/**
 * As it calls itself.
 */
name: string, };

export type OpenClone = { 
/**
 * Its number.
 */
id: number, 
/**
 * With what.
 */
with: OpenWith, };

export type OpenWith = { "is": "editor", 
/**
 * Its number in the list of them.
 */
editor: string, } | { "is": "terminal" } | { "is": "folder" };

export type SuggestedFolders = { 
/**
 * As people write them; they are there.
 */
folders: Array<string>, };

export type FindClones = { 
/**
 * Absolute, or below `~/`.
 */
folders: Array<string>, };

export type FoundClones = { 
/**
 * Those that belong to a linked GitLab; at most a thousand.
 */
clones: Array<FoundClone>, 
/**
 * How many belong to none.
 */
others: number, 
/**
 * How many folders were read.
 */
folders: number, 
/**
 * How many folders could not be read.
 */
leftOut: number, 
/**
 * Whether it was broken off.
 */
isCutShort: boolean, };

export type FoundClone = { 
/**
 * Absolute.
 */
folder: string, 
/**
 * As people write it.
 */
shown: string, 
/**
 * What kind of one.
 */
kind: FoundKind, 
/**
 * Where it belongs.
 */
host: string, 
/**
 * The project, as its remote spells it.
 */
path: string, 
/**
 * The repository's number, if it is in the list.
 */
repository: number | null, 
/**
 * Whether this very folder is known already.
 */
added: boolean, 
/**
 * Whether git gets there by SSH, and so does not ask Carrick.
 */
ssh: boolean, 
/**
 * Whether a password stands in the address of a remote.
 */
password: boolean, 
/**
 * What a person should know of before git runs there.
 */
hazards: Array<CloneHazard>, };

export type FoundKind = "whole" | "worktree" | "submodule" | "apart" | "bare";

export type CloneHazard = { 
/**
 * What it can do.
 */
harm: Harm, 
/**
 * Its key.
 */
key: string, 
/**
 * The submodule that it is of; none for the clone's own.
 */
submodule: string | null, };

export type Harm = "starts_program" | "weakens_tls" | "leads_elsewhere";

export type AdoptClones = { 
/**
 * Which.
 */
clones: Array<AdoptClone>, };

export type AdoptClone = { 
/**
 * Absolute.
 */
folder: string, 
/**
 * Whether its remote by SSH, or with a password, is to be a clean one over https.
 */
https: boolean, 
/**
 * Whether its settings were seen and agreed to.
 */
despite: boolean, };

export type Adopted = { 
/**
 * How many are added now.
 */
done: number, 
/**
 * The others.
 */
failed: Array<NotAdopted>, };

export type NotAdopted = { 
/**
 * As people write it.
 */
folder: string, 
/**
 * Why.
 */
error: UiError, };

export type CloneDetails = { 
/**
 * Its number.
 */
id: number, 
/**
 * The repository's number.
 */
repository: number, 
/**
 * As people write it.
 */
folder: string, 
/**
 * Whether a folder is there.
 */
isThere: boolean, 
/**
 * Its remotes at linked GitLabs, `origin` first.
 */
remotes: Array<CloneRemote>, 
/**
 * Who is written under commits.
 */
name: Origin | null, 
/**
 * With which address.
 */
email: Origin | null, 
/**
 * With which key they are signed.
 */
signingKey: Origin | null, 
/**
 * That the commit name does not fit the account, unless that was left on purpose.
 */
misfit: Misfit | null, 
/**
 * What starts programs or leads elsewhere.
 */
hazards: Array<CloneHazard>, };

export type CloneRemote = { 
/**
 * Such as `origin`.
 */
name: string, 
/**
 * Where it is.
 */
host: string, 
/**
 * The project, as it is spelled there.
 */
path: string, 
/**
 * Whether git gets there by SSH, and so does not ask Carrick.
 */
ssh: boolean, 
/**
 * Whether a password stands in its address.
 */
password: boolean, 
/**
 * Where the project is now, if it was moved or renamed.
 */
movedTo: string | null, 
/**
 * The account that git uses.
 */
account: string | null, 
/**
 * Why that one.
 */
reason: AccountReason | null, 
/**
 * Whether it may push; `null` while that is not known.
 */
mayPush: boolean | null, 
/**
 * When git last got that account's token, here or in another folder (Unix milliseconds).
 */
handedOutAt: number | null, };

export type AccountReason = "named" | "chosen" | "reaches" | "default" | "only";

export type Origin = { 
/**
 * What git uses.
 */
value: string, 
/**
 * The file it stands in, as people write it.
 */
file: string, 
/**
 * Whether that is the clone's own file.
 */
isHere: boolean, };

export type Misfit = { 
/**
 * Under which address commits are made.
 */
email: string, 
/**
 * The account's name.
 */
username: string, 
/**
 * The address that would fit.
 */
fitting: string, };

export type SetCloneIdentity = { 
/**
 * The clone's number.
 */
id: number, 
/**
 * The account; none leaves the choice to Carrick.
 */
link: number | null, 
/**
 * The name under commits; none for what git says elsewhere.
 */
name: string | null, 
/**
 * The address under commits.
 */
email: string | null, 
/**
 * The key they are signed with.
 */
signingKey: string | null, };

export type MendRemote = { 
/**
 * The clone's number.
 */
id: number, 
/**
 * Its name. It gets the clean address, over https, of where the project is now.
 */
remote: string, };

export type RemovalCheck = { "is": "free", 
/**
 * What goes too.
 */
also: LossAlso, 
/**
 * From when what is known of the remotes is (Unix milliseconds); none where that is not known.
 */
asOf: number | null, } | { "is": "losses", 
/**
 * What.
 */
loss: CloneLoss, 
/**
 * The same.
 */
asOf: number | null, } | { "is": "doubt", 
/**
 * Why.
 */
doubt: RemovalDoubt, 
/**
 * The folder it is about, as people write it.
 */
path: string | null, };

export type CloneLoss = { 
/**
 * How many files differ from what is committed.
 */
changed: number, 
/**
 * How many files git does not know.
 */
untracked: number, 
/**
 * The first of these files.
 */
files: Array<string>, 
/**
 * Branches and other references with commits that no remote has.
 */
unpushed: Array<UnpushedRef>, 
/**
 * How many stashed changes there are.
 */
stashes: number, 
/**
 * How much else: notes, begun merges and rebases, large files, what lies in submodules.
 */
other: number, };

export type UnpushedRef = { 
/**
 * A branch by its short name; empty for commits that no reference holds.
 */
name: string, 
/**
 * How many, where they were counted.
 */
commits: number | null, };

export type LossAlso = { 
/**
 * How many ignored files that no program would make again.
 */
ignored: number, 
/**
 * The first of them.
 */
files: Array<string>, 
/**
 * How many hooks somebody put there.
 */
hooks: number, 
/**
 * How many commits that only logs name.
 */
inLogs: number, 
/**
 * How many settings of the clone's own.
 */
settings: number, };

export type RemovalDoubt = "no_clone" | "shape" | "holds_clone" | "unreadable" | "configuration" | "git_missing" | "git_failed" | "too_much" | "cancelled" | "unreachable" | "changed" | "no_trash";

export type RemoveRepository = { 
/**
 * Its number.
 */
id: number, 
/**
 * The numbers of the clones whose folders go to the trash; the others stay where they are.
 */
toTrash: Array<number>, };

export type Removed = { "is": "done" } | { "is": "kept", 
/**
 * The number of that clone.
 */
clone: number, 
/**
 * Why.
 */
check: RemovalCheck, };

export type Builds = { 
/**
 * How often it has changed: the higher, the newer.
 */
revision: number, 
/**
 * The revision of the list; what was asked of an older one is asked again.
 */
list: number, 
/**
 * How many rules are switched on.
 */
rulesOn: number, 
/**
 * How many repositories are watched, as far as is known.
 */
watched: number, 
/**
 * How many commits wait for an approval.
 */
needsApproval: number, 
/**
 * When a look at every watched GitLab last came to its end (Unix milliseconds): the oldest of them.
 */
lookedAt: number | null, 
/**
 * Whether something is being looked at.
 */
isLooking: boolean, 
/**
 * Since when nothing is built by itself.
 */
paused: BuildsPaused | null, 
/**
 * Where GitLab asks to slow down, and where it could not be looked at.
 */
troubles: Array<WatchTrouble>, 
/**
 * What changed while nobody looked and was only shown, until that was answered.
 */
asleep: Asleep | null, 
/**
 * Nobody looked for so long that of what changed before this only what is still open was looked at (the instance's
 * Unix milliseconds); told for a day.
 */
leftOut: number | null, 
/**
 * Where two machines may start one build, though they want to agree.
 */
unguarded: Unguarded | null, 
/**
 * Whether watching goes on when the window is closed.
 */
service: WatchService, 
/**
 * Whether another Carrick of this data folder looks, and this one stands by.
 */
standsBy: boolean, 
/**
 * What this computer is called.
 */
machine: string, 
/**
 * What notifications are for.
 */
notices: BuildNotices, 
/**
 * Whether this system shows any.
 */
noticesShown: boolean, 
/**
 * What becomes of what changed while nobody looked.
 */
afterSleep: AfterSleep, };

export type BuildsPaused = { 
/**
 * Since when (Unix milliseconds).
 */
since: number, 
/**
 * How many commits were not built for it.
 */
notBuilt: number, };

export type WatchTrouble = { 
/**
 * Its host.
 */
host: string, 
/**
 * Since when (Unix milliseconds).
 */
since: number, 
/**
 * When it is tried again (Unix milliseconds).
 */
until: number, 
/**
 * What it is; `rate_limited` where GitLab asks to slow down.
 */
error: UiError, };

export type Asleep = { 
/**
 * When it was last looked, or the pause began (Unix milliseconds).
 */
from: number, 
/**
 * When it was looked again, or builds went on (Unix milliseconds).
 */
to: number, 
/**
 * How many merge requests changed meanwhile and were not built.
 */
count: number, 
/**
 * Which of the two it was.
 */
cause: AsleepCause, };

export type AsleepCause = "absence" | "pause" | "both";

export type Unguarded = { 
/**
 * In how many watched projects.
 */
count: number, 
/**
 * The first of them, by its path.
 */
path: string, 
/**
 * Why, there.
 */
why: AgreementTrouble, };

export type WatchService = { "is": "off" } | { "is": "on" } | { "is": "down" } | { "is": "unsupported" };

export type BuildNotices = "mine" | "all" | "none";

export type AfterSleep = "show" | "build";

export type SetBuildNotices = { 
/**
 * It.
 */
notices: BuildNotices, };

export type SetAfterSleep = { 
/**
 * It.
 */
afterSleep: AfterSleep, };

export type WatchWhenClosed = { 
/**
 * It.
 */
on: boolean, };

export type AnswerAsleep = { 
/**
 * The merge requests' numbers here. A fork's is not among them: its commit is approved by itself.
 */
build: Array<number>, };

export type BuildAskedFor = { 
/**
 * The merge request's number here.
 */
mergeRequest: number, 
/**
 * GitLab's number of the job whose log is meant.
 */
job: number | null, };

export type BuildsWanted = { 
/**
 * What was typed.
 */
query: string, 
/**
 * Which of all.
 */
filter: BuildFilter, 
/**
 * The first place, from 0.
 */
at: number, 
/**
 * How many rows; at most 200 come.
 */
count: number, 
/**
 * The revision of the list that is meant; `null` where any is welcome.
 */
revision: number | null, };

export type BuildFilter = { 
/**
 * Only those that the account opened.
 */
mine: boolean, 
/**
 * Those whose head's build failed, beside those of the two below. With none of the three: all.
 */
failed: boolean, 
/**
 * Those whose head's commit waits for an approval.
 */
needsApproval: boolean, 
/**
 * Those of whose head a pipeline is waited for, begins or runs.
 */
running: boolean, 
/**
 * Only those of this repository, by its number in the list of repositories.
 */
repository: number | null, };

export type BuildsPage = { "is": "rows", 
/**
 * From the first place on. A repository's own row comes before those of its merge requests.
 */
rows: Array<BuildRow>, 
/**
 * How many rows there are, those of repositories among them.
 */
total: number, 
/**
 * How many merge requests each filter would leave.
 */
counts: BuildCounts, 
/**
 * Of this revision of the list.
 */
revision: number, } | { "is": "changed", 
/**
 * Its revision.
 */
revision: number, };

export type BuildCounts = { 
/**
 * Whoever opened them.
 */
all: number, 
/**
 * Opened by the account.
 */
mine: number, 
/**
 * That failed.
 */
failed: number, 
/**
 * That wait for an approval.
 */
needsApproval: number, 
/**
 * That run, or are about to.
 */
running: number, };

export type BuildRow = { "is": "repository", 
/**
 * It.
 */
repository: WatchedRepository, } | { "is": "merge_request", 
/**
 * It.
 */
mergeRequest: MergeRequestRow, };

export type WatchedRepository = { 
/**
 * The account that looks, and in whose name pipelines start.
 */
linkId: number, 
/**
 * The address of its instance.
 */
instance: string, 
/**
 * GitLab's number.
 */
projectId: number, 
/**
 * With its namespace.
 */
path: string, 
/**
 * Its number in the list of repositories.
 */
repository: number | null, 
/**
 * The rule that is for it, whether it is on or not.
 */
rule: number | null, 
/**
 * Whether it is watched now.
 */
isWatched: boolean, 
/**
 * When it was last looked at to the end (Unix milliseconds).
 */
lookedAt: number | null, 
/**
 * How many of its merge requests are listed.
 */
count: number, };

export type MergeRequestRow = { 
/**
 * Its number here.
 */
id: number, 
/**
 * Its number in the project.
 */
iid: number, 
/**
 * Its title.
 */
title: string, 
/**
 * Where the letters that were looked for stand in the title: pairs of begin and end, as JavaScript counts.
 */
titleMarks: Array<[number, number]>, 
/**
 * Who opened it, by username.
 */
author: string, 
/**
 * Whether that is the account that looks.
 */
isMine: boolean, 
/**
 * Where its commits are.
 */
sourceBranch: string, 
/**
 * Where they are to go.
 */
targetBranch: string, 
/**
 * Its head commit, in hexadecimal.
 */
sha: string, 
/**
 * Whether its commits lie in another project.
 */
isOfFork: boolean, 
/**
 * Whether it is a draft.
 */
isDraft: boolean, 
/**
 * How it stands.
 */
state: MergeRequestStand, 
/**
 * When something happened last (Unix milliseconds).
 */
activityAt: number, 
/**
 * When it was last seen (Unix milliseconds).
 */
seenAt: number, 
/**
 * How its head's build stands.
 */
build: BuildStand, 
/**
 * Why it is not built, or not yet.
 */
why: WhyNot | null, 
/**
 * What a person can do.
 */
actions: BuildActions, };

export type MergeRequestStand = "opened" | "closed" | "merged" | "locked";

export type RepositoriesOnScreen = { 
/**
 * Their numbers in the list of repositories.
 */
repositories: Array<number>, };

export type LastBuilds = { 
/**
 * Those that are watched, or once were; the others are left out.
 */
builds: Array<LastBuild>, };

export type LastBuild = { 
/**
 * The repository's number in the list of repositories.
 */
repository: number, 
/**
 * Whether it is watched now.
 */
isWatched: boolean, 
/**
 * The merge request that was built last.
 */
last: LastBuilt | null, };

export type LastBuilt = { 
/**
 * Its number here.
 */
mergeRequest: number, 
/**
 * Its number in the project.
 */
iid: number, 
/**
 * Its title.
 */
title: string, 
/**
 * How its build stands.
 */
build: BuildStand, };

export type BuildStand = { 
/**
 * Its number, once there is one.
 */
id: number | null, 
/**
 * In a word.
 */
mark: BuildMark, 
/**
 * The first job that failed and may not.
 */
failedJob: string | null, 
/**
 * Who started its pipeline.
 */
starter: BuildStarter | null, 
/**
 * Whether its pipeline runs in the fork.
 */
inFork: boolean, 
/**
 * When GitLab said how its pipeline stands (Unix milliseconds).
 */
seenAt: number | null, 
/**
 * When it was decided (Unix milliseconds); that of the merge request's last change where it was not.
 */
decidedAt: number, 
/**
 * When it came to its end (Unix milliseconds).
 */
endedAt: number | null, };

export type BuildMark = { "is": "waiting_for_gitlab" } | { "is": "starting" } | { "is": "queued" } | { "is": "running" } | { "is": "passed" } | { "is": "passed_with_warnings" } | { "is": "failed" } | { "is": "cancelled" } | { "is": "skipped" } | { "is": "not_built" } | { "is": "needs_approval" } | { "is": "manual" } | { "is": "no_runner", 
/**
 * The tags it would have to have.
 */
tags: Array<string>, } | { "is": "unknown" };

export type BuildStarter = "carrick" | "gitlab" | "other_carrick" | "person";

export type BuildActions = { 
/**
 * The job whose log is worth reading: the one that failed, else one that runs.
 */
log: number | null, 
/**
 * Failed jobs can run again.
 */
retry: boolean, 
/**
 * The only failed job can run again.
 */
retryJob: number | null, 
/**
 * A job waits for a person.
 */
play: number | null, 
/**
 * Its head can be built, once more or in spite of its rule.
 */
build: boolean, 
/**
 * It can be ended.
 */
cancel: boolean, 
/**
 * It can be approved.
 */
approve: boolean, };

export type MergeRequestRef = { 
/**
 * Its number here.
 */
id: number, };

export type BuildRef = { 
/**
 * Its number.
 */
id: number, };

export type JobRef = { 
/**
 * The build's number.
 */
build: number, 
/**
 * GitLab's number of the job.
 */
job: number, };

export type BuildsOnScreen = { 
/**
 * Their numbers.
 */
builds: Array<number>, };

export type BuildPageAtGitlab = { "is": "merge_request", 
/**
 * Its number here.
 */
id: number, } | { "is": "changes", 
/**
 * Its number here.
 */
id: number, } | { "is": "pipeline", 
/**
 * The build's number.
 */
build: number, } | { "is": "job", 
/**
 * The build's number.
 */
build: number, 
/**
 * GitLab's number of the job.
 */
job: number, } | { "is": "artifacts", 
/**
 * The build's number.
 */
build: number, 
/**
 * GitLab's number of the job.
 */
job: number, };

export type OpenedMergeRequest = { 
/**
 * As its row has it.
 */
mergeRequest: MergeRequestRow, 
/**
 * Where it is.
 */
repository: WatchedRepository, 
/**
 * The pipeline of its head, as it was read last.
 */
pipeline: PipelineSeen | null, 
/**
 * How machines agree about its builds; `null` where that was not tried.
 */
agreement: BuildAgreement | null, 
/**
 * Whether its rule has states written to commits, and this commit's is not: it is a fork's, where the account has no
 * rights.
 */
lacksStatus: boolean, 
/**
 * The builds before its head's last one, the newest first; at most 20.
 */
earlier: Array<EarlierBuild>, };

export type PipelineSeen = { 
/**
 * GitLab's number.
 */
id: number, 
/**
 * When it was made.
 */
createdAt: number | null, 
/**
 * When it began to run.
 */
startedAt: number | null, 
/**
 * When it came to its end.
 */
finishedAt: number | null, 
/**
 * How long it ran.
 */
duration: number | null, 
/**
 * How long it waited.
 */
queuedFor: number | null, 
/**
 * In GitLab's order.
 */
stages: Array<StageSeen>, 
/**
 * Whether there are more jobs than are kept.
 */
isCut: boolean, 
/**
 * How its tests came out, once it is over.
 */
tests: TestsSeen | null, };

export type StageSeen = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its jobs.
 */
jobs: Array<JobSeen>, };

export type JobSeen = { 
/**
 * GitLab's number.
 */
id: number, 
/**
 * Its name.
 */
name: string, 
/**
 * How it stands.
 */
state: JobState, 
/**
 * GitLab's word for why it failed.
 */
failure: string | null, 
/**
 * Whether its failure is allowed.
 */
mayFail: boolean, 
/**
 * How often it was tried.
 */
tries: number, 
/**
 * How long it ran (seconds).
 */
duration: number | null, 
/**
 * How long it waited (seconds).
 */
queuedFor: number | null, 
/**
 * The tags that a runner must have.
 */
tags: Array<string>, 
/**
 * Whether it has a log.
 */
hasLog: boolean, 
/**
 * Whether it left files.
 */
hasArtifacts: boolean, 
/**
 * What a person can do about it, as far as is known.
 */
act: JobAct | null, 
/**
 * The pipeline that it began, where it is a bridge.
 */
child: ChildSeen | null, };

export type JobState = "created" | "waiting" | "running" | "passed" | "failed" | "cancelled" | "skipped" | "manual" | "unknown";

export type JobAct = "retry" | "play" | "cancel";

export type ChildSeen = { 
/**
 * GitLab's number.
 */
id: number, 
/**
 * How it stands.
 */
state: JobState, 
/**
 * Whether it runs in another project.
 */
isElsewhere: boolean, };

export type TestsSeen = { 
/**
 * All of them.
 */
all: number, 
/**
 * Those that passed.
 */
passed: number, 
/**
 * Those that failed, or could not be run.
 */
failed: number, 
/**
 * Those that were left out.
 */
skipped: number, };

export type EarlierBuild = { 
/**
 * Of which commit.
 */
sha: string, 
/**
 * How it stands.
 */
build: BuildStand, 
/**
 * Why it was not built.
 */
why: WhyNot | null, };

export type FailedTests = { 
/**
 * The first of them.
 */
tests: Array<FailedTest>, };

export type FailedTest = { 
/**
 * The suite it is in.
 */
suite: string, 
/**
 * Its name.
 */
name: string, };

export type JobLog = { 
/**
 * They.
 */
lines: Array<string>, 
/**
 * Whether there are lines before these.
 */
isCutBefore: boolean, 
/**
 * Whether there is more after these that was not read.
 */
isCutAfter: boolean, };

export type WhyNot = { 
/**
 * The first reason.
 */
reason: BuildReason, 
/**
 * What would change it; `null` where nothing would.
 */
change: WhyChange | null, };

export type BuildReason = { "is": "not_watched" } | { "is": "switched_off" } | { "is": "paused", 
/**
 * Since when.
 */
since: number, } | { "is": "not_open" } | { "is": "opened_before" } | { "is": "while_closed", 
/**
 * When it was last looked.
 */
from: number, 
/**
 * When it was looked again.
 */
to: number, } | { "is": "while_paused", 
/**
 * When the pause began.
 */
from: number, 
/**
 * When builds went on.
 */
to: number, } | { "is": "draft" } | { "is": "other_target", 
/**
 * Its branch.
 */
target: string, 
/**
 * The globs of those that are.
 */
built: Array<string>, } | { "is": "skip_label", 
/**
 * It.
 */
label: string, } | { "is": "not_mine", 
/**
 * Their username.
 */
author: string, } | { "is": "not_my_push" } | { "is": "author_below", 
/**
 * What they have; `null` where they are no member.
 */
level: number | null, 
/**
 * What the rule asks for.
 */
least: number, } | { "is": "fork" } | { "is": "needs_approval" } | { "is": "other_paths" } | { "is": "gitlab_builds" } | { "is": "would_run_in_fork" } | { "is": "author_refused" } | { "is": "preparing", 
/**
 * Until when that is waited for.
 */
until: number | null, } | { "is": "taken_by_other", 
/**
 * Since when that was seen here.
 */
since: number, } | { "is": "skip_ci" } | { "is": "no_jobs" } | { "is": "workflow_rules" } | { "is": "no_commits" } | { "is": "role_too_low", 
/**
 * The access level it has; `null` where it is no member.
 */
level: number | null, } | { "is": "pipelines_off" } | { "is": "no_ref" } | { "is": "broken" } | { "is": "too_many" } | { "is": "unreachable" } | { "is": "other_commit", 
/**
 * What was built.
 */
sha: string, } | { "is": "refused" } | { "is": "superseded" } | { "is": "lost" } | { "is": "second_start" };

export type WhyChange = { "is": "watch" } | { "is": "switch_on" } | { "is": "resume" } | { "is": "reopen" } | { "is": "mark_ready" } | { "is": "change_targets" } | { "is": "remove_label", 
/**
 * It.
 */
label: string, } | { "is": "change_whose" } | { "is": "change_paths" } | { "is": "take_forks" } | { "is": "approve" } | { "is": "build_this" } | { "is": "ask_for_role", 
/**
 * Who.
 */
of: WhoseRole, 
/**
 * The access level that is needed.
 */
needed: number, 
/**
 * The one that is there.
 */
has: number | null, } | { "is": "let_forks_run_here" } | { "is": "switch_pipelines_on" } | { "is": "show_what_to_add" } | { "is": "edit_ci_file" } | { "is": "push" } | { "is": "relink" } | { "is": "wait", 
/**
 * Until when (Unix milliseconds), where there is an end.
 */
until: number | null, };

export type WhoseRole = "account" | "author";

export type WhyQuestion = { "is": "known", 
/**
 * Its number here.
 */
id: number, } | { "is": "address", 
/**
 * Its address, or `group/project!42`.
 */
text: string, };

export type WhyAnswer = { "is": "built", 
/**
 * It.
 */
mergeRequest: AskedAbout, } | { "is": "not", 
/**
 * It.
 */
mergeRequest: AskedAbout, 
/**
 * Why.
 */
why: WhyNot, } | { "is": "no_address" } | { "is": "no_account", 
/**
 * Where.
 */
host: string, } | { "is": "not_seen", 
/**
 * Where.
 */
host: string, };

export type AskedAbout = { 
/**
 * Its number here, where it is known.
 */
id: number | null, 
/**
 * The account that sees it.
 */
linkId: number, 
/**
 * The address of its instance.
 */
instance: string, 
/**
 * GitLab's number of the project.
 */
projectId: number, 
/**
 * The project, with its namespace.
 */
path: string, 
/**
 * Its number in the project.
 */
iid: number, 
/**
 * Its title.
 */
title: string, 
/**
 * Who opened it, by username.
 */
author: string, 
/**
 * Its head commit, in hexadecimal.
 */
sha: string, };

export type ActOnBuild = { 
/**
 * The build's number.
 */
build: number, 
/**
 * What.
 */
act: BuildAct, };

export type BuildAct = { "is": "retry" } | { "is": "retry_job", 
/**
 * GitLab's number.
 */
job: number, } | { "is": "play", 
/**
 * GitLab's number.
 */
job: number, } | { "is": "cancel_job", 
/**
 * GitLab's number.
 */
job: number, } | { "is": "cancel" };

export type BuildActed = { "is": "done" } | { "is": "needs_approval", 
/**
 * What is asked.
 */
question: ApprovalQuestion, } | { "is": "no", 
/**
 * Why.
 */
reason: BuildReason, } | { "is": "changed" };

export type ApprovalQuestion = { 
/**
 * What is approved, to be sent back as it is.
 */
approval: BuildApproval, 
/**
 * The merge request's number in the project.
 */
iid: number, 
/**
 * The project, with its namespace.
 */
path: string, 
/**
 * Whose commit it is: who opened the merge request, by username.
 */
author: string, 
/**
 * In whose name it would run, by username.
 */
account: string, 
/**
 * What it changes of the CI configuration; `null` where that is not known.
 */
ci: CiChanges | null, };

export type CiChanges = { 
/**
 * The CI file, where it is changed.
 */
file: string | null, 
/**
 * How many files that it includes from the project are changed.
 */
included: number, };

export type BuildApproval = { 
/**
 * The merge request's number here.
 */
mergeRequest: number, 
/**
 * The commit, in hexadecimal.
 */
sha: string, 
/**
 * GitLab's number of the project its commits lie in.
 */
sourceProject: number | null, 
/**
 * Where it is to go.
 */
targetBranch: string, };

export type AsleepReview = { 
/**
 * They, the newest activity first.
 */
mergeRequests: Array<AsleepMergeRequest>, };

export type AsleepMergeRequest = { 
/**
 * Its number here.
 */
id: number, 
/**
 * The project, with its namespace.
 */
path: string, 
/**
 * Its number in the project.
 */
iid: number, 
/**
 * Its title.
 */
title: string, 
/**
 * Who opened it, by username.
 */
author: string, 
/**
 * Whether its commits lie in another project: such are approved one by one.
 */
isOfFork: boolean, 
/**
 * Why it would not be built even now, by its rule.
 */
reason: BuildReason | null, };

export type BuildRules = { 
/**
 * They.
 */
rules: Array<BuildRule>, };

export type BuildRule = { 
/**
 * Its number.
 */
id: number, 
/**
 * The account that looks, and in whose name pipelines start.
 */
linkId: number, 
/**
 * The address of its instance.
 */
instance: string, 
/**
 * What it is for.
 */
place: BuildPlace, 
/**
 * Whether it counts.
 */
isOn: boolean, 
/**
 * When it was switched on last (Unix milliseconds).
 */
onSince: number, 
/**
 * What it says.
 */
terms: BuildTerms, 
/**
 * Whether the state is written back to the commit; set by the command line alone.
 */
writesStatus: boolean, 
/**
 * How many repositories it is for, as far as is known.
 */
watched: number, };

export type BuildPlace = { "is": "project", 
/**
 * GitLab's number.
 */
projectId: number, 
/**
 * Where it is now.
 */
path: string, } | { "is": "namespace", 
/**
 * It.
 */
path: string, };

export type BuildTerms = { 
/**
 * Globs of target branches; none for every branch.
 */
targets: Array<string>, 
/**
 * Whether drafts are built.
 */
takesDrafts: boolean, 
/**
 * With one of these labels nothing is built.
 */
skipLabels: Array<string>, 
/**
 * With one of these labels it is built in spite of its target, its paths and being a draft.
 */
forceLabels: Array<string>, 
/**
 * Whose are built.
 */
whose: BuildWhose, 
/**
 * Whether a fork's commits may be approved, one by one.
 */
takesForks: boolean, 
/**
 * Globs of changed files; none for all.
 */
paths: Array<string>, 
/**
 * What is started.
 */
kind: BuildKind, 
/**
 * Whether an older pipeline of ours is cancelled when a newer commit is built.
 */
cancelsSuperseded: boolean, };

export type BuildWhose = { "is": "mine" } | { "is": "members", 
/**
 * It.
 */
least: number, } | { "is": "own_branches" };

export type BuildKind = { "is": "merge_request" } | { "is": "branch", 
/**
 * By name.
 */
inputs: { [key in string]: string }, 
/**
 * By name; many projects allow none.
 */
variables: { [key in string]: string }, };

export type RuleFor = { "is": "repository", 
/**
 * Its number there.
 */
id: number, } | { "is": "merge_request", 
/**
 * Its number here.
 */
id: number, } | { "is": "project", 
/**
 * The account.
 */
linkId: number, 
/**
 * GitLab's number.
 */
projectId: number, } | { "is": "namespace", 
/**
 * The account.
 */
linkId: number, 
/**
 * It.
 */
path: string, } | { "is": "rule", 
/**
 * Its number.
 */
id: number, };

export type RuleDraft = { 
/**
 * The address of its instance.
 */
instance: string, 
/**
 * What it is for.
 */
place: BuildPlace, 
/**
 * The accounts that reach it, the one to be offered first.
 */
accounts: Array<RuleAccount>, 
/**
 * The rule of just this place.
 */
rule: BuildRule | null, 
/**
 * The rule of a namespace around it that is for it until it has its own.
 */
around: BuildRule | null, 
/**
 * What is offered: what the rule says, else what the one around it says, else what harms least.
 */
terms: BuildTerms, };

export type RuleAccount = { 
/**
 * It.
 */
linkId: number, 
/**
 * By username.
 */
username: string, 
/**
 * Its access level there; `null` where it is none, or not known.
 */
level: number | null, 
/**
 * Whether its link may start pipelines.
 */
mayStart: boolean, };

export type WantedRule = { 
/**
 * The account that looks, and in whose name pipelines start.
 */
linkId: number, 
/**
 * What it is for.
 */
place: BuildPlace, 
/**
 * Whether it counts.
 */
isOn: boolean, 
/**
 * What it says.
 */
terms: BuildTerms, };

export type RuleRef = { 
/**
 * Its number.
 */
id: number, };

export type SwitchRule = { 
/**
 * Its number.
 */
id: number, 
/**
 * Whether it is to count.
 */
isOn: boolean, };

export type RuleTrial = { 
/**
 * The newest first; at most 20.
 */
tried: Array<TriedMergeRequest>, 
/**
 * What the rule looks at and may have been another when they came.
 */
ofToday: Array<OfToday>, };

export type TriedMergeRequest = { 
/**
 * The project, with its namespace; `null` where the rule is for one.
 */
path: string | null, 
/**
 * Its number in the project.
 */
iid: number, 
/**
 * Its title.
 */
title: string, 
/**
 * Who opened it, by username.
 */
author: string, 
/**
 * What becomes of it.
 */
outcome: TrialOutcome, };

export type TrialOutcome = { "is": "built" } | { "is": "after_approval" } | { "is": "not_built", 
/**
 * First for this.
 */
reason: BuildReason, } | { "is": "not_known", 
/**
 * It.
 */
fact: TrialFact, };

export type TrialFact = "last_push" | "author_level" | "changed_paths";

export type OfToday = "labels" | "draft" | "author_level";

export type RuleCheck = { 
/**
 * It.
 */
findings: Array<RuleFinding>, 
/**
 * Whether the account may give pipelines variables; `null` where GitLab does not say.
 */
takesVariables: boolean | null, };

export type RuleFinding = { "is": "gitlab_builds" } | { "is": "nothing_for_merge_requests" } | { "is": "no_ci_file" } | { "is": "ci_file_invalid" } | { "is": "role_too_low", 
/**
 * The access level that is needed.
 */
needed: number, 
/**
 * The one that is there; `null` where it is no member.
 */
has: number | null, } | { "is": "more_than_developer", 
/**
 * Its level.
 */
level: number, } | { "is": "pipelines_off" } | { "is": "archived" } | { "is": "protected_branches", 
/**
 * The first of them, as GitLab names them, globs among them.
 */
branches: Array<string>, } | { "is": "forks_run_elsewhere" } | { "is": "variables_refused" } | { "is": "agreement", 
/**
 * It.
 */
agreement: BuildAgreement, } | { "is": "pushers_run_code" } | { "is": "members_run_code", 
/**
 * The least level of its author.
 */
least: number, } | { "is": "forks_run_approved_code" } | { "is": "labels_force" } | { "is": "looked_into", 
/**
 * Their paths, the one that was active last first.
 */
paths: Array<string>, 
/**
 * How many projects the rule is for.
 */
of: number, } | { "is": "not_found", 
/**
 * What.
 */
what: RuleUnknown, 
/**
 * What stood in the way.
 */
error: UiError, };

export type BuildAgreement = { "is": "guarded" } | { "is": "best_effort", 
/**
 * Why it is no better.
 */
why: AgreementTrouble, };

export type AgreementTrouble = "hook" | "hidden" | "in_the_way" | "refused" | "slow_down" | "storage_full" | "read_only" | "no_right" | "not_found" | "http_off" | "sign_on" | "no_token" | "unreachable" | "certificate" | "too_many" | "old_server" | "newer_table" | "old_git" | "here" | "restless" | "endless";

export type RuleUnknown = "role" | "ci_file" | "settings" | "self_builds";

export type CiAdditionWanted = { 
/**
 * As which account.
 */
linkId: number, 
/**
 * GitLab's number of the project.
 */
projectId: number, };

export type CiProposal = { "is": "addition", 
/**
 * It.
 */
addition: CiAddition, } | { "is": "no_file" } | { "is": "has_workflow" } | { "is": "elsewhere" } | { "is": "branch_is_there" };

export type CiAddition = { 
/**
 * As which account, by username.
 */
account: string, 
/**
 * The project, with its namespace.
 */
path: string, 
/**
 * The new branch.
 */
branch: string, 
/**
 * The branch it is made from, and that the merge request is for.
 */
target: string, 
/**
 * The file.
 */
file: string, 
/**
 * The whole difference, line by line.
 */
diff: Array<CiLine>, 
/**
 * What the file says now, by which it is known that it did not change meanwhile.
 */
of: string, };

export type CiLine = { 
/**
 * Whether it stays.
 */
is: CiLineKind, 
/**
 * It.
 */
text: string, };

export type CiLineKind = "same" | "added" | "removed";

export type AddToCi = { 
/**
 * As which account.
 */
linkId: number, 
/**
 * GitLab's number of the project.
 */
projectId: number, 
/**
 * [`CiAddition::of`] as it was shown.
 */
of: string, };

export type CiAdded = { "is": "opened", 
/**
 * Its number in the project.
 */
iid: number, } | { "is": "changed" } | { "is": "only_branch" } | { "is": "refused" };

export type MergeRequestAt = { 
/**
 * As which account.
 */
linkId: number, 
/**
 * GitLab's number of the project.
 */
projectId: number, 
/**
 * Its number in the project.
 */
iid: number, };

export type AccountReach = { 
/**
 * Groups that only this account reaches, largest first; at most three.
 */
groups: Array<ReachedGroup>, 
/**
 * How many further ones.
 */
more: number, 
/**
 * The account that git uses elsewhere on this instance.
 */
default: string | null, };

export type ReachedGroup = { 
/**
 * Its path.
 */
path: string, 
/**
 * How many repositories.
 */
count: number, };

export type UiError = { 
/**
 * Which error it is.
 */
code: ErrorCode, 
/**
 * Short facts by name: `host`, `status`, `expected`, …
 */
facts: { [key in string]: string }, };

export type ErrorCode = "instance_empty" | "instance_malformed" | "instance_user_info" | "instance_query" | "instance_scheme" | "instance_insecure" | "instance_has_links" | "application_id_empty" | "application_id_malformed" | "secret_malformed" | "scopes_malformed" | "scopes_useless" | "integration_exists" | "integration_not_set_up" | "integration_managed" | "sign_in_managed" | "administrators_only" | "setup_confidential" | "setup_malformed" | "setup_newer" | "file_not_written" | "signed_out" | "sign_in_required" | "no_sign_in_account" | "not_admitted" | "person_exists" | "person_unknown" | "nobody_of_that_name" | "last_administrator" | "name_malformed" | "group_unknown" | "no_link_to_ask_with" | "not_found" | "host_unknown" | "connection_refused" | "timed_out" | "certificate" | "proxy" | "connection_lost" | "not_gitlab" | "redirected" | "server_error" | "rate_limited" | "answer_malformed" | "vault_absent" | "vault_no_collection" | "vault_locked" | "vault_silent" | "vault_asks_each" | "vault_elsewhere" | "vault_failed" | "vault_dismissed" | "vault_refused" | "browser_failed" | "loopback_failed" | "scheme_failed" | "no_sign_in" | "address_malformed" | "callback_unknown" | "callback_repeated" | "callback_late" | "callback_wrong_instance" | "callback_malformed" | "sign_in_expired" | "sign_in_denied" | "sign_in_refused" | "sign_in_interrupted" | "code_refused" | "client_refused" | "secret_missing" | "identity_mismatch" | "identity_unproven" | "account_blocked" | "forbidden" | "scope_too_small" | "token_refused" | "database_failed" | "database_read_only" | "database_damaged" | "database_newer" | "trust_unreadable" | "client_failed" | "too_many_files" | "locks_unsupported" | "lock_failed" | "git_config_locked" | "git_config_malformed" | "git_config_failed" | "git_name_refused" | "git_missing" | "place_malformed" | "folder_malformed" | "identity_malformed" | "rule_malformed" | "folder_missing" | "opener_failed" | "service_failed" | "clone_unfit" | "clone_unsafe" | "internal";

/** Every command: its request and its answer. */
export type Commands = {
  overview: [null, Overview];
  tell_visibility: [Visibility, null];
  describe_instance: [InstanceText, InstanceDescription];
  probe_instance: [InstanceText, null];
  check_application: [ApplicationForm, CheckReport];
  save_integration: [SaveIntegration, Shown<SaveOutcome>];
  remove_secret: [IntegrationRef, Shown<null>];
  remove_integration: [IntegrationRef, Shown<null>];
  open_registration_page: [RegistrationPage, null];
  ask_administrator: [AskAdministrator, Shown<IntegrationAdded>];
  share_setup: [IntegrationRef, SharedSetup];
  save_setup: [IntegrationRef, SavedFile];
  propose_setup: [SetupText, Shown<null>];
  add_proposed: [ProposalRef, Shown<IntegrationAdded>];
  dismiss_proposal: [ProposalRef, Shown<null>];
  begin_link: [BeginLink, Shown<null>];
  begin_link_elsewhere: [BeginLinkElsewhere, Shown<SignInAddress>];
  use_another_way: [IntegrationRef, Shown<null>];
  copy_link: [IntegrationRef, SignInAddress];
  finish_with_address: [PastedAddress, Shown<null>];
  cancel_sign_in: [IntegrationRef, Shown<null>];
  dismiss_notice: [IntegrationRef, Shown<null>];
  test_link: [LinkRef, Shown<TestReport>];
  unlink: [LinkRef, Shown<Receipt>];
  dependents: [LinkRef, Dependents];
  open_instance: [LinkRef, null];
  open_revocation_page: [RevocationRef, null];
  dismiss_revocation: [RevocationRef, Shown<null>];
  avatar: [LinkRef, Avatar];
  unlock_vault: [null, Shown<null>];
  cancel_unlock: [null, null];
  dismiss_restored: [null, Shown<null>];
  remove_strangers: [null, Shown<null>];
  take_scheme: [null, Shown<null>];
  git_setup: [null, GitSetup];
  set_up_git: [null, Shown<null>];
  undo_git: [null, Shown<null>];
  set_git_use: [SetGitUse, Shown<null>];
  choose_account: [ChooseAccount, Shown<null>];
  take_choice_back: [ChoiceRef, Shown<null>];
  list_repositories: [RepositoriesWanted, RepositoriesPage];
  read_repositories: [null, null];
  ask_gitlab: [GitlabQuestion, FoundRepositories];
  find_repository: [RepositoryAddress, Repository];
  take_in_repository: [FoundRef, Repository];
  repository_picture: [RepositoryRef, Avatar];
  repository: [RepositoryRef, Repository];
  open_repository_page: [RepositoryRef, null];
  add_repository: [AddRepository, Shown<null>];
  add_repositories: [AddRepositories, Shown<null>];
  retry_addition: [RetryAddition, Shown<null>];
  use_found_clone: [AdditionRef, Shown<null>];
  cancel_addition: [AdditionRef, Shown<null>];
  cancel_all_additions: [null, Shown<null>];
  dismiss_addition: [AdditionRef, Shown<null>];
  dismiss_git_offer: [null, Shown<null>];
  set_projects_folder: [ProjectsFolder, Shown<null>];
  list_groups: [null, Groups];
  preview_group: [GroupWanted, GroupPreview];
  openers: [null, Openers];
  open_clone: [OpenClone, null];
  suggest_folders: [null, SuggestedFolders];
  find_clones: [FindClones, FoundClones];
  stop_finding_clones: [null, null];
  adopt_clones: [AdoptClones, Shown<Adopted>];
  clone_details: [CloneRef, CloneDetails];
  set_clone_identity: [SetCloneIdentity, null];
  keep_clone_name: [CloneRef, null];
  mend_remote: [MendRemote, null];
  check_removal: [CloneRef, RemovalCheck];
  stop_removal_check: [null, null];
  remove_repository: [RemoveRepository, Shown<Removed>];
  account_reach: [LinkRef, AccountReach];
  build_status: [null, Builds];
  list_builds: [BuildsWanted, BuildsPage];
  last_builds: [RepositoriesOnScreen, LastBuilds];
  opened_merge_request: [MergeRequestRef, OpenedMergeRequest];
  failed_tests: [BuildRef, FailedTests];
  job_log: [JobRef, JobLog];
  show_builds: [BuildsOnScreen, null];
  open_build_page: [BuildPageAtGitlab, null];
  open_merge_request_at: [MergeRequestAt, null];
  why_not: [WhyQuestion, WhyAnswer];
  act_on_build: [ActOnBuild, Shown<BuildActed>];
  build_commit: [MergeRequestRef, Shown<BuildActed>];
  approval_question: [MergeRequestRef, ApprovalQuestion];
  approve_build: [BuildApproval, Shown<BuildActed>];
  look_at_builds: [null, null];
  pause_builds: [null, Shown<null>];
  resume_builds: [null, Shown<null>];
  asleep_review: [null, AsleepReview];
  answer_asleep: [AnswerAsleep, Shown<null>];
  watch_when_closed: [WatchWhenClosed, Shown<null>];
  set_build_notices: [SetBuildNotices, Shown<null>];
  set_after_sleep: [SetAfterSleep, Shown<null>];
  list_rules: [null, BuildRules];
  begin_rule: [RuleFor, RuleDraft];
  try_rule: [WantedRule, RuleTrial];
  check_rule: [WantedRule, RuleCheck];
  set_rule: [WantedRule, Shown<null>];
  switch_rule: [SwitchRule, Shown<null>];
  remove_rule: [RuleRef, Shown<null>];
  what_to_add: [CiAdditionWanted, CiProposal];
  add_to_ci: [AddToCi, CiAdded];
  begin_sign_in: [BeginSignIn, Shown<null>];
  sign_out: [null, Shown<null>];
  go_on_as: [PersonRef, Shown<null>];
  find_person: [PersonWanted, FoundPerson];
  add_person: [AddPerson, Shown<null>];
  set_role: [SetRole, Shown<null>];
  person_dependents: [PersonRef, PersonDependents];
  remove_person: [PersonRef, Shown<PersonRemoved>];
  set_admission: [Admission, Shown<null>];
  sign_in_with_link: [LinkRef, Shown<null>];
  remove_sign_in_account: [SignInAccountRef, Shown<null>];
  set_own_name: [OwnName, Shown<null>];
  keep_watching: [null, Shown<null>];
  stay: [null, Shown<null>];
  leave_once_added: [null, Shown<null>];
  leave_anyway: [null, Shown<null>];
};

/** Every event and its payload. */
export type Events = {
  surroundings: Surroundings;
  accounts: Accounts;
  people: People;
  leaving: Leaving;
  git: GitSetup;
  repositories: Repositories;
  additions: Additions;
  clones: Clones;
  builds: Builds;
  build_asked_for: BuildAskedFor;
};
