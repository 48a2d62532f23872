/** Every error, told apart. The type makes a code without a text fail the build. */
import type { ErrorCode, UiError } from "../ipc/bindings";
import { builds } from "./errors/builds";
import { computer } from "./errors/computer";
import { connection } from "./errors/connection";
import { git } from "./errors/git";
import { keyring } from "./errors/keyring";
import { people } from "./errors/people";
import { settingUp } from "./errors/setting_up";
import { signIn } from "./errors/sign_in";
import type { ErrorText, Facts } from "./errors/telling";

export type { ErrorAction, ErrorText } from "./errors/telling";

export const errors: Record<ErrorCode, (facts: Facts) => ErrorText> = {
  ...settingUp,
  ...connection,
  ...keyring,
  ...signIn,
  ...people,
  ...computer,
  ...git,
  ...builds,
};

/**
 * Whether a sign-in that ended so asks for another approval, and the error does not say that by itself: the one that was
 * given is used up, whatever was in the way of GitLab's answer.
 */
export const takesApproval = (error: UiError): boolean =>
  error.code in connection || errorText(error).action === "retry";

/** The text for an error as it arrived. */
export const errorText = (error: UiError): ErrorText => (errors[error.code] ?? errors.internal)(error.facts);
