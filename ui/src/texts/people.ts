import type { Role } from "../ipc/bindings";

export const profile = {
  name: "Name",
  role: "Role",
  roles: { admin: "Administrator", member: "Member" } satisfies Record<Role, string>,
  rights: {
    admin: "You set up integrations for everyone who uses Carrick on this computer.",
    member: "You link your own accounts. An administrator sets up integrations.",
  } satisfies Record<Role, string>,
};
