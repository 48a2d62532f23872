/** The names under which steps are found again. */
export const spot = {
  edit: (id: number | null) => `edit-${id ?? "new"}`,
  add: "add-integration",
  use: "use-set-up",
  share: (id: number) => `share-${id}`,
  link: (id: number) => `link-${id}`,
  relink: (id: number) => `relink-${id}`,
  showRepositories: (id: number) => `show-repositories-${id}`,
  region: (id: number) => `integration-${id}`,
  waiting: (id: number) => `sign-in-${id}`,
  field: (form: string, field: string) => `${form}-${field}`,
};
