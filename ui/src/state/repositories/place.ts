/** Where in the list the person was, for when they come back to it while the program runs. */
export const place: {
  /** How many lines it was scrolled past; `null` where it began. */
  top: number | null;
  /** The line that had the focus last. */
  line: number;
} = { top: null, line: 0 };
