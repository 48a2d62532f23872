/** Times as people read them. */
import { count, LOCALE } from "./language";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTH = 30 * DAY;

const past = {
  now: "just now",
  minutes: (n: number) => `${count(n, "minute", "minutes")} ago`,
  hours: (n: number) => `${count(n, "hour", "hours")} ago`,
  days: (n: number) => `${count(n, "day", "days")} ago`,
};

/** `0:24`, or `12:05`: minutes and seconds. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** "2 minutes ago". */
export function ago(at: number, now: number): string {
  const age = now - at;
  if (age < MINUTE) return past.now;
  if (age < HOUR) return past.minutes(Math.floor(age / MINUTE));
  if (age < DAY) return past.hours(Math.floor(age / HOUR));
  return past.days(Math.floor(age / DAY));
}

/** "3 March", with the year when it is another one than now. */
export function day(at: number, now: number): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(LOCALE, {
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(at);
}

/** "2 minutes ago", and after a month the day itself. */
export function agoOrDay(at: number, now: number): string {
  return now - at < MONTH ? ago(at, now) : day(at, now);
}

/** "14:02". */
export function timeOfDay(at: number): string {
  return new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit" }).format(at);
}

/** Whether both are of one day. */
const isSameDay = (at: number, now: number): boolean => new Date(at).toDateString() === new Date(now).toDateString();

/** "09:14" of today, "3 March, 09:14" of another day, with the year when it is another one than now. */
export function dayAndTime(at: number, now: number): string {
  return isSameDay(at, now) ? timeOfDay(at) : `${day(at, now)}, ${timeOfDay(at)}`;
}

/** "14:02" of today, "3 March" of another day. */
export function timeOrDate(at: number, now: number): string {
  return isSameDay(at, now) ? timeOfDay(at) : day(at, now);
}

/** "3 March 2026" of a date as "2026-03-03", wherever it is read; nothing of what is no date. */
export function dateOf(date: string): string | undefined {
  const at = Date.parse(date);
  const format = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
  return Number.isNaN(at) ? undefined : new Intl.DateTimeFormat(LOCALE, format).format(at);
}

/** "3 March 2026, 14:02". */
export function moment(at: number): string {
  const date = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "long", year: "numeric" }).format(at);
  return `${date}, ${timeOfDay(at)}`;
}

const WEEK = 7 * DAY;

/** "Mon 18:02" of the last days, "3 March, 18:02" of others. */
export function dayOfWeekAndTime(at: number, now: number): string {
  if (Math.abs(now - at) >= WEEK - DAY) return dayAndTime(at, now);
  return `${new Intl.DateTimeFormat(LOCALE, { weekday: "short" }).format(at)} ${timeOfDay(at)}`;
}

/** The time alone today, else with its day. */
export function timeOrDay(at: number, now: number): string {
  return isSameDay(at, now) ? timeOfDay(at) : dayOfWeekAndTime(at, now);
}

/** A length of time: "48 s", "3 min 20 s", "2 h 5 min". */
export function length(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return whole % 60 === 0 ? `${Math.floor(whole / 60)} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** "12 seconds ago", and as `ago` after a minute. */
export function agoBySecond(at: number, now: number): string {
  const seconds = Math.floor((now - at) / 1000);
  return seconds >= 5 && seconds < 60 ? `${count(seconds, "second", "seconds")} ago` : ago(at, now);
}

/** "5 min", "3 h", "6 d": how old something is, where there is little room. */
export function age(at: number, now: number): string {
  const old = Math.max(0, now - at);
  if (old < MINUTE) return "now";
  if (old < HOUR) return `${Math.floor(old / MINUTE)} min`;
  if (old < DAY) return `${Math.floor(old / HOUR)} h`;
  if (old < MONTH) return `${Math.floor(old / DAY)} d`;
  return day(at, now);
}
