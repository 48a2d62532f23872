/**
 * Every word the window says, in one place, ready for translation.
 *
 * Short, active, without blame; an error says what happened and one next step.
 * Sentences with a name in them are functions, so that word order is free.
 */
import { form, integration, request, scopeApi, scopes } from "./accounts/integration";
import { health, link, revocations, unlink } from "./accounts/link";
import { administrator, managed, proposal, received, share } from "./accounts/setup";
import { notice, waiting } from "./accounts/sign_in";
import { additions } from "./additions";
import { app, keys, navigation } from "./app";
import { approval, asleep, buildThis, closing } from "./builds/acting";
import { ciAddition } from "./builds/ci";
import { opened } from "./builds/opened";
import { builds } from "./builds/page";
import { rule } from "./builds/rules";
import { buildSettings } from "./builds/settings";
import { why } from "./builds/why";
import { clone, finding, group, page, projects, reach, removal } from "./clones";
import { git } from "./git";
import { leaving } from "./leaving";
import { admission } from "./people/admission";
import { addPerson, people, removePerson } from "./people/people";
import { profile } from "./people/profile";
import { acting, signedOut } from "./people/signed_out";
import { repositories } from "./repositories";
import { restored, scheme, strangers, vault } from "./surroundings";

export type { Ask } from "./accounts/link";
export type { FailureStep } from "./additions";
export { errors, errorText, takesApproval, type ErrorAction } from "./errors";

export const texts = {
  app,
  navigation,
  keys,
  profile,
  people,
  addPerson,
  removePerson,
  admission,
  acting,
  signedOut,
  vault,
  restored,
  strangers,
  scheme,
  leaving,
  git,
  repositories,
  additions,
  builds,
  why,
  opened,
  approval,
  buildThis,
  asleep,
  closing,
  rule,
  ciAddition,
  buildSettings,
  clone,
  finding,
  group,
  removal,
  page,
  projects,
  reach,
  integration,
  link,
  health,
  unlink,
  revocations,
  share,
  received,
  proposal,
  administrator,
  managed,
  notice,
  waiting,
  form,
  scopes,
  scopeApi,
  request,
};
