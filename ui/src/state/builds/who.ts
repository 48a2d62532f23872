/** Linked accounts, as the page needs them. */
import type { Integration } from "../../ipc/bindings";

export interface Account {
  linkId: number;
  username: string;
  host: string;
}

export const accountsOf = (integrations: readonly Integration[]): Account[] =>
  integrations.flatMap(({ host, links }) => links.map(({ id, username }) => ({ linkId: id, username, host })));

export const usernameOf = (linkId: number, integrations: readonly Integration[]): string =>
  accountsOf(integrations).find((one) => one.linkId === linkId)?.username ?? "";
