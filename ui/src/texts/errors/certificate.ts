/** What is the matter with a certificate or the encryption, and who can mend it. */
import { dateOf } from "../times";
import { at, type ErrorText, type Facts } from "./telling";

/** By the reason the program found. */
export function certificate(f: Facts): ErrorText {
  const host = at(f);
  const [day, today] = [f["day"], f["today"]].map((date) => date && dateOf(date));
  switch (f["reason"]) {
    case "plain":
      return { what: `What answers at ${host} does not encrypt.`, next: "Check the address and its port." };
    case "incompatible":
      return {
        what: `${host} knows no encryption that Carrick takes for safe.`,
        next: "Ask its administrator to allow TLS 1.2 or 1.3.",
      };
    case "wants_ours":
      return {
        what: `${host} wants to be shown a certificate of yours, and Carrick has none.`,
        next: "Ask its administrator for a way in without one.",
      };
    case "expired":
      return {
        what:
          day && today
            ? `The certificate of ${host} ended on ${day}; by this computer's clock it is ${today}.`
            : `The certificate of ${host} has ended.`,
        next: "If the clock is right, ask the administrator to renew the certificate. If not, set the clock.",
      };
    case "not_yet":
      return {
        what:
          day && today
            ? `The certificate of ${host} begins on ${day}; by this computer's clock it is ${today}.`
            : `The certificate of ${host} has not begun, by this computer's clock.`,
        next: "Set this computer's clock, then try again.",
      };
    case "name":
      return {
        what: `The certificate of ${host} is made out to another name.`,
        next: "Check the address, or ask its administrator which one to use.",
      };
    case "nameless":
      return {
        what: `The certificate of ${host} has no name of the kind that counts (subject alternative name).`,
        next: "Ask its administrator for one that has.",
      };
    case "alone":
      return {
        what: `${host} shows its certificate without the one above it, which this computer does not know.`,
        next: "Ask its administrator to have it send the whole chain, or for the certificate to add to this computer.",
      };
    case "self_signed":
      return {
        what: `The certificate of ${host} vouches for itself, and this computer does not trust it.`,
        next: "Ask its administrator for that certificate and add it to this computer.",
      };
    case "of_an_authority":
      return {
        what: `The certificate of ${host} is marked as an authority's.`,
        next: "Ask its administrator for one that is not, or add this very certificate to this computer.",
      };
    case "signature":
      return {
        what: `The certificate of ${host} is signed in a way that Carrick can't check.`,
        next: "Ask its administrator for one that is signed with RSA, P-256, P-384 or P-521.",
      };
    case "other":
      return {
        what: `No safe connection to ${host} could be made.`,
        next: "Ask its administrator to look at its certificate and its encryption.",
      };
    default:
      return {
        what: `This computer does not trust the certificate of ${host}.`,
        next: "Ask its administrator for the issuing certificate and add it to this computer.",
      };
  }
}
