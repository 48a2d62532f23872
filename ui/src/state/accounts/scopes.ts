/** What scopes are good for. */

/** With any of these an account can be read, and so be linked. */
const READS_ACCOUNT = ["api", "read_api", "read_user"];
/** With this one a person can be told, and so sign in. */
const TELLS_PERSON = "openid";

/** What GitLab knows beside those that a form offers; an application with any other cannot even be registered there. */
const KNOWN_TO_GITLAB = [
  "create_runner",
  "manage_runner",
  "k8s_proxy",
  "read_registry",
  "write_registry",
  "read_virtual_registry",
  "write_virtual_registry",
  "read_observability",
  "write_observability",
  "ai_features",
  "ai_workflows",
  "mcp",
  "sudo",
  "admin_mode",
  "read_service_ping",
];

/** `none`: nothing is asked for. `useless`: nobody can be linked or sign in. `no_link`: people can sign in, and no more. */
export type ScopeTrouble = "none" | "useless" | "no_link";

export function scopeTrouble(scopes: readonly string[]): ScopeTrouble | null {
  if (scopes.length === 0) return "none";
  if (scopes.some((scope) => READS_ACCOUNT.includes(scope))) return null;
  return scopes.includes(TELLS_PERSON) ? "no_link" : "useless";
}

/** Those that GitLab may not know either; `offered` are the ones that Carrick has words for. */
export const strangeScopes = (scopes: readonly string[], offered: readonly string[]): string[] =>
  scopes.filter((scope) => !offered.includes(scope) && !KNOWN_TO_GITLAB.includes(scope) && !scope.startsWith("user:"));
