import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../../src/ipc/bindings";
import { errors, errorText } from "../../src/texts";

/** The codes as generated, read from the file: a type alone is gone at run time. */
function generatedCodes(): string[] {
  const bindings = readFileSync(join(import.meta.dirname, "../../src/ipc/bindings.ts"), "utf8");
  const union = /export type ErrorCode = ([^;]+);/.exec(bindings)?.[1] ?? "";
  return [...union.matchAll(/"([a-z_]+)"/g)].map((match) => match[1]!);
}

const FACTS = {
  host: "gitlab.example.com",
  status: "502",
  to: "https://other.example.com",
  seconds: "30",
  count: "2",
  error: "invalid_scope",
  expected: "alice",
  actual: "bob",
  state: "terms",
};

describe("the error table", () => {
  it("has a text for every code, and none for a code that is gone", () => {
    expect(generatedCodes().length, "the generated file holds codes").toBeGreaterThan(40);
    expect(Object.keys(errors).sort(), "each code is told in its own words").toEqual(generatedCodes().sort());
  });

  it.each(Object.keys(errors) as ErrorCode[])(
    "says of %s what happened and what to do next, facts known or not",
    (code) => {
      for (const facts of [FACTS, {}]) {
        const { what, next } = errorText({ code, facts });
        for (const sentence of [what, next]) {
          expect(sentence, "a sentence begins with a capital or a host and ends with a full stop").toMatch(
            /^[A-Zg].*\.$/,
          );
          expect(sentence, "no blank is left open").not.toMatch(/undefined|null|\{|\}/);
          expect(sentence, "no blame and no jargon").not.toMatch(
            /invalid|illegal|you failed|oops|sorry|token endpoint|401|callback/i,
          );
        }
      }
    },
  );

  it("gives every code words of its own", () => {
    const said = Object.keys(errors).map((code) => errorText({ code: code as ErrorCode, facts: FACTS }).what);
    expect(new Set(said).size, "two causes that read the same are not told apart").toBe(said.length);
  });

  it("never repeats what a server said", () => {
    const { what, next } = errorText({ code: "sign_in_refused", facts: { error: "<b>call 555</b>" } });
    expect(`${what} ${next}`, "an unknown word from outside stays outside").not.toContain("555");
  });

  it("says of an identity that is not proven what helps for its reason, and nothing of a clock that is not to blame", () => {
    const next = (facts: Record<string, string>) => errorText({ code: "identity_unproven", facts }).next;
    expect(next({ reason: "issuer" }), "the instance has another name").toMatch(/another address/);
    expect(next({ reason: "expired", clock: "7200" }), "a clock may be wrong").toMatch(/clock/);
    expect(next({ reason: "expired" }), "none that is known of").not.toMatch(/clock/);
    expect(next({ reason: "signature", clock: "7200" }), "no clock makes a signature").not.toMatch(/clock/);
    const words = errorText({ code: "identity_unproven", facts: { reason: "<b>call 555</b>", clock: "<i>" } });
    expect(`${words.what} ${words.next}`, "an unknown word from outside stays outside").not.toMatch(/555|<i>/);
  });

  it("says of a certificate what is wrong with it, and who can mend that", () => {
    const said = (facts: Record<string, string>) => errorText({ code: "certificate", facts });
    const reasons = ["plain", "incompatible", "wants_ours", "expired", "not_yet", "name"];
    reasons.push("nameless", "alone", "self_signed", "of_an_authority", "signature", "other", "unknown");
    const sentences = reasons.map((reason) => said({ reason }).what);
    expect(new Set(sentences).size, "each fault has a sentence").toBe(reasons.length);
    const dated = said({ reason: "not_yet", day: "2026-11-01", today: "2019-01-02" });
    expect(dated.what, "two dates show a clock that is wrong").toMatch(/1 November 2026.*2 January 2019/);
    expect(dated.next, "which is then the thing to mend").toMatch(/clock/);
    expect(said({ reason: "expired" }).next, "nobody can tell which of the two is wrong").toMatch(/clock.*renew/);
    const unread = errorText({ code: "trust_unreadable", facts: { setting: "SSL_CERT_DIR" } });
    expect(unread.next, "the variable to mend is named").toMatch(/^SSL_CERT_DIR /);
    const odd = said({ reason: "<b>call 555</b>", day: "<i>", today: "<i>" });
    expect(`${odd.what} ${odd.next}`, "an unknown word stays outside").not.toMatch(/555|<i>/);
  });

  it("names what stands in the way of a connection", () => {
    expect(errorText({ code: "proxy", facts: { setting: "HTTPS_PROXY" } }).what, "which variable").toContain("HTTPS_PROXY");
    expect(errorText({ code: "proxy", facts: { setting: "desktop" } }).what, "or whose settings").toMatch(/desktop|system/i);
    const sent = errorText({ code: "redirected", facts: { host: "gitlab.com" } });
    expect(sent.what, "a redirect that names no host stays there").toMatch(/another page of its own/);
  });

  it("tells an account from one of the same name", () => {
    const { what } = errorText({ code: "identity_mismatch", facts: { expected: "alice", actual: "alice" } });
    expect(what, "the names alone would say nothing").toBe(
      "This is another account called alice: the one you linked was renamed at GitLab, or deleted and made again.",
    );
  });

  it("falls back for a code it does not know, which an older window may meet", () => {
    expect(errorText({ code: "from_the_future" as ErrorCode, facts: {} }).what, "something is said").toMatch(/\.$/);
  });
});
