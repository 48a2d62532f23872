/** The fields of the form of an integration, and which of them an error is about. */
import type { ErrorCode, UiError } from "../../ipc/bindings";

export const FIELDS = ["instance", "applicationId", "secret", "scopes"] as const;
export type Field = (typeof FIELDS)[number];

const FIELD_OF: Partial<Record<ErrorCode, Field>> = {
  instance_empty: "instance",
  instance_malformed: "instance",
  instance_user_info: "instance",
  instance_query: "instance",
  instance_scheme: "instance",
  instance_insecure: "instance",
  instance_has_links: "instance",
  application_id_empty: "applicationId",
  application_id_malformed: "applicationId",
  integration_exists: "applicationId",
  secret_malformed: "secret",
  scopes_malformed: "scopes",
  scopes_useless: "scopes",
};

/** The field an error is about; `null` when it is about the action. */
export const fieldOf = (error: UiError): Field | null =>
  // The address is a page of the GitLab that is offered.
  error.facts["instead"] ? "instance" : (FIELD_OF[error.code] ?? null);
