/** The names under which steps are found again. */
export const spot = {
  add: "add-person",
  username: "add-person-username",
  found: "add-person-found",
  list: "people",
  person: (id: number) => `person-${id}`,
  remove: (id: number) => `remove-person-${id}`,
  group: "join-group-path",
  groups: "join-groups",
  profile: "profile",
  accounts: "sign-in-accounts",
  signInToo: (link: number) => `sign-in-too-${link}`,
  signIn: (integration: number) => `door-${integration}`,
  heading: "signed-out",
};
