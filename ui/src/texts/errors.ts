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

/** The text for an error as it arrived. */
export const errorText = (error: UiError): ErrorText => (errors[error.code] ?? errors.internal)(error.facts);
