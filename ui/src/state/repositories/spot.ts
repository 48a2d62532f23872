/** The names under which places of the page are found again. */
export const spot = {
  search: "repositories-search",
  list: "repositories-list",
  line: (index: number) => `repositories-line-${index}`,
  adding: "repositories-adding",
  findClones: "repositories-find-clones",
  addGroup: "repositories-add-group",
};
