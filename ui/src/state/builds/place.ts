/** Where in the list the person was, for when they come back to it while the program runs. */
export const place: { top: number | null; line: number } = { top: null, line: 0 };
