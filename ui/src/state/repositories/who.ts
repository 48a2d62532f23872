/** Linked accounts by their number, as the list needs them. */
import type { Integration, Repository } from "../../ipc/bindings";
import { texts } from "../../texts";

export interface Account {
  linkId: number;
  username: string;
  host: string;
  /** Whether it is the only one of its GitLab. */
  isAlone: boolean;
  /** Whether all are on its GitLab, which need not be named then. */
  isOfTheOnlyHost: boolean;
}

export function accountsOf(integrations: readonly Integration[]): Account[] {
  const hosts = integrations.filter(({ links }) => links.length > 0);
  return hosts.flatMap(({ host, links }) =>
    links.map(({ id, username }) => ({
      linkId: id,
      username,
      host,
      isAlone: links.length === 1,
      isOfTheOnlyHost: hosts.length === 1,
    })),
  );
}

/** "@alice on gitlab.com", or "@alice" where there is no other GitLab. */
export const handleOf = ({ username, host, isOfTheOnlyHost }: Account): string =>
  isOfTheOnlyHost ? `@${username}` : texts.link.handle(username, host);

/** The account of a repository where it does not go without saying. */
export function accountOf({ reachedBy }: Repository, accounts: readonly Account[]): string | null {
  const reaching = reachedBy.find(({ mayPush }) => mayPush === true) ?? reachedBy[0];
  const account = accounts.find(({ linkId }) => linkId === reaching?.linkId);
  return account === undefined || account.isAlone ? null : `@${account.username}`;
}
