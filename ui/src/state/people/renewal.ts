/** Begins the window anew: whatever it holds in memory of a person goes with it. */
export const renewal = {
  begin(): void {
    location.reload();
  },
};
