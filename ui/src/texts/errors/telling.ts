/** How an error is told. */
import type { ErrorCode } from "../../ipc/bindings";

/** What a person can do about an error, where the window offers it. */
export type ErrorAction =
  "link" | "another_way" | "edit" | "edit_secret" | "add_integration" | "unlock_vault" | "retry" | "your_profile";

/** One sentence of what happened, one next step, and the button for it. */
export interface ErrorText {
  what: string;
  next: string;
  action?: ErrorAction;
}

export type Facts = Readonly<Record<string, string>>;
export type Tellings = Partial<Record<ErrorCode, (facts: Facts) => ErrorText>>;

export const at = (facts: Facts): string => facts["host"] ?? "GitLab";
