import type { Loss } from "../ipc/bindings";
import { closing } from "./builds/acting";

/** What is lost, as sentences. */
function loss(one: Loss): string {
  switch (one.what) {
    case "renewal":
      return `The keyring has not taken the renewed tokens of @${one.username} on ${one.host} yet. They will be lost, and the account must be relinked.`;
    case "approval":
      return `Your approval on ${one.host} waits for the keyring. It will be lost, and you approve again.`;
    case "token":
      return `GitLab has not ended the tokens of a sign-in on ${one.host} yet. They will be lost to Carrick and stay valid until you revoke Carrick there.`;
    case "additions":
      return one.count === 1
        ? "1 repository is still being added. It goes on when Carrick is opened again."
        : `${one.count} repositories are still being added. They go on when Carrick is opened again.`;
    case "builds":
      return closing.text(one.repositories);
    case "answer":
      return "GitLab or the keyring has not answered yet. What they answer will be lost.";
  }
}

export const leaving = {
  title: "Close Carrick now?",
  losses: (all: readonly Loss[]) => `${all.map(loss).join(" ")} Stay, and Carrick goes on trying.`,
  confirm: "Close anyway",
  stay: "Stay",
  closing: "Closing Carrick.",
  adding: (count: number) =>
    count === 1 ? "1 repository is still being added." : `${count} repositories are still being added.`,
  addingLoss: "What is stopped begins anew when Carrick is opened again.",
  finish: "Finish, then close",
  finishing: "Carrick closes once everything is added.",
  stop: "Stop and close",
};
