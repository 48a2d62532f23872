/** The names under which places of the section are found again. */
export const spot = {
  setup: "git-setup",
  setUp: "git-set-up",
  undo: "git-undo",
  accounts: "git-accounts",
  choose: "git-choose",
  form: "git-choice",
  changeProjects: "git-projects-change",
  projectsFolder: "git-projects-folder",
  field: (field: string) => `git-choice-${field}`,
};
