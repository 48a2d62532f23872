/** That the page was loaded again because its process had died: the program says so in the address. */
export const reloaded = $state({ untold: new URLSearchParams(location.search).has("again") });
