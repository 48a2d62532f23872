import { describe, expect, it } from "vitest";
import { accountsOf, handleOf } from "../../src/state/repositories/who";
import { alice, bob, gitlab } from "../support/states";

describe("an account's handle", () => {
  it("names the GitLab only where there are several", () => {
    const here = gitlab({ links: [alice(), bob()] });
    const there = gitlab({ id: 2, host: "git.example.org", links: [alice({ id: 9 })] });
    const unused = gitlab({ id: 3, host: "git.example.net", links: [] });
    const handles = (...all: (typeof here)[]) => accountsOf(all).map(handleOf);
    expect(handles(here, unused), "nobody is linked on the other one").toEqual(["@alice", "@bob"]);
    expect(handles(here, there), "else both are called alice").toEqual([
      "@alice on gitlab.com",
      "@bob on gitlab.com",
      "@alice on git.example.org",
    ]);
  });
});
