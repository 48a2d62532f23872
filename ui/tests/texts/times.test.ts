import { describe, expect, it } from "vitest";
import { ago, agoOrDay, day, dayAndTime, duration, moment, timeOrDate } from "../../src/texts/times";

const MARCH = new Date(2026, 2, 3, 14, 2).getTime();

describe("times", () => {
  it("count minutes and seconds, never below zero", () => {
    expect([0, 24_900, 65_000, 725_000, -5_000].map(duration), "as m:ss").toEqual([
      "0:00",
      "0:24",
      "1:05",
      "12:05",
      "0:00",
    ]);
  });

  it("name no day that is today's", () => {
    const HOUR = 3_600_000;
    expect([dayAndTime(MARCH, MARCH + HOUR), dayAndTime(MARCH, MARCH + 24 * HOUR)], "the time alone").toEqual([
      "14:02",
      "3 March, 14:02",
    ]);
    expect([timeOrDate(MARCH, MARCH + HOUR), timeOrDate(MARCH, MARCH + 12 * HOUR)], "yesterday's time is none").toEqual([
      "14:02",
      "3 March",
    ]);
  });

  it("grow old in words", () => {
    const passed = [0, 59_000, 60_000, 120_000, 3_600_000, 172_800_000];
    expect(
      passed.map((ms) => ago(MARCH, MARCH + ms)),
      "one is singular",
    ).toEqual(["just now", "just now", "1 minute ago", "2 minutes ago", "1 hour ago", "2 days ago"]);
  });

  it("are a day once nobody counts the days", () => {
    const later = (days: number) => agoOrDay(MARCH, MARCH + days * 86_400_000);
    expect([29, 31, 400].map(later), "a month of days, then the day").toEqual([
      "29 days ago",
      "3 March",
      "3 March 2026",
    ]);
  });

  it("name the year only when it is another", () => {
    expect(day(MARCH, MARCH), "this year").toBe("3 March");
    expect(day(MARCH, new Date(2027, 0, 1).getTime()), "last year").toBe("3 March 2026");
    expect(moment(MARCH), "a moment is exact").toBe("3 March 2026, 14:02");
  });
});
