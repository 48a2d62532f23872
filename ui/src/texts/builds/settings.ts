/** Words of builds in the profile. */
export const buildSettings = {
  reading: "Reading how builds stand.",
  notices: "Notifications",
  noticesOf: {
    mine: { name: "Mine", hint: "When one of yours fails, and when it passes again." },
    all: { name: "All", hint: "The same of everybody's." },
    none: { name: "None", hint: "The list tells all the same." },
  },
  noticesNot: "Carrick shows notifications on Linux only. Here the list tells.",
  noticesBusy: "Changing what notifications are for.",
  afterSleep: "What changed while nobody looked, or builds were paused",
  afterSleepOf: {
    show: { name: "Show it", hint: "It is listed, and you choose what is built." },
    build: { name: "Build it", hint: "As if Carrick had been there." },
  },
  afterSleepBusy: "Changing what becomes of it.",
  closed: "Watching when Carrick is closed",
  closedOn: "Carrick watches also when its window is closed.",
  closedOff: "Carrick watches while it is open.",
  closedDown: "It is set up, but does not run.",
  stop: "Stop watching when closed",
  stopping: "Taking back watching when Carrick is closed.",
  pause: "Pause",
};
