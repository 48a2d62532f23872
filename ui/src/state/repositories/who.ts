/** Linked accounts by their number, as the list needs them. */
import type { Integration, Repository } from "../../ipc/bindings";
import { texts } from "../../texts";

export interface Account {
  linkId: number;
  username: string;
  host: string;
  /** Whether it is the only one of its GitLab. */
  isAlone: boolean;
}

export const accountsOf = (integrations: readonly Integration[]): Account[] =>
  integrations.flatMap(({ host, links }) =>
    links.map(({ id, username }) => ({ linkId: id, username, host, isAlone: links.length === 1 })),
  );

/** "@alice on gitlab.com". */
export const handleOf = ({ username, host }: Account): string => texts.link.handle(username, host);

/** The account of a repository where it does not go without saying. */
export function accountOf({ reachedBy }: Repository, accounts: readonly Account[]): string | null {
  const reaching = reachedBy.find(({ mayPush }) => mayPush === true) ?? reachedBy[0];
  const account = accounts.find(({ linkId }) => linkId === reaching?.linkId);
  return account === undefined || account.isAlone ? null : `@${account.username}`;
}
