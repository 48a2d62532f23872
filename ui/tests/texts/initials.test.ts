import { describe, expect, it } from "vitest";
import { initialsOf, initialsOfPerson } from "../../src/components/initials";

describe("initials", () => {
  it("of a person are those of the first and the last name", () => {
    const people: [string, string][] = [
      ["Alice Moreau", "AM"],
      ["Søren “Sam” Ångström", "SÅ"],
      ["Søren “Sam” A\u030angstro\u0308m", "SÅ"],
      ['Grace "Amazing" Brewster Hopper', "GH"],
      ["Alice B. Moreau", "AM"],
      ["Liam O’Brien", "LO"],
      ["Kim Lee (she/her)", "KL"],
      ["Kim Lee [ACME]", "KL"],
      ["alice-work", "AW"],
      ["山田太郎", "山"],
      ["ßeta", "ß"],
      ["🦊 Fox", "F"],
      ["“Sam”", "S"],
      ["Cher", "C"],
      ["🦊", ""],
    ];
    for (const [name, initials] of people) expect(initialsOfPerson(name), name).toBe(initials);
  });

  it("of a repository are those of its first words", () => {
    expect(initialsOf("a-rather-long-name"), "its last word says nothing more").toBe("AR");
    expect(initialsOf("INVoicing"), "one word has one").toBe("I");
  });
});
