/** The names under which places of the page are found again. */
export const spot = {
  search: "builds-search",
  list: "builds-list",
  line: (index: number) => `builds-line-${index}`,
  title: "builds-title",
  log: "builds-log",
  switchOn: "builds-switch-on",
};
