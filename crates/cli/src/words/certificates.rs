//! What is wrong with a certificate or the encryption, and who can mend it.

use std::collections::BTreeMap;

use super::text::Text;

/// Why a server is not believed, by the reason in the facts.
pub(crate) fn refused(at: &str, facts: &BTreeMap<String, String>) -> Text {
    let fact = |name: &str| facts.get(name).map(String::as_str);
    let (what, next) = match fact("reason").unwrap_or_default() {
        "plain" => (format!("What answers at {at} does not encrypt."), "Check the address and its port."),
        "incompatible" => (
            format!("{at} knows no encryption that Carrick takes for safe."),
            "Ask its administrator to allow TLS 1.2 or 1.3.",
        ),
        "wants_ours" => (
            format!("{at} wants to be shown a certificate of yours, and Carrick has none."),
            "Ask its administrator for a way in without one.",
        ),
        "expired" => (
            dated(at, "ended", "has ended", facts),
            "If the clock is right, ask the administrator to renew the certificate. If not, set the clock.",
        ),
        "not_yet" => (dated(at, "begins", "has not begun", facts), "Set this computer's clock, then try again."),
        "name" => (
            format!("The certificate of {at} is made out to another name."),
            "Check the address, or ask its administrator which one to use.",
        ),
        "nameless" => (
            format!("The certificate of {at} has no name of the kind that counts (subject alternative name)."),
            "Ask its administrator for one that has.",
        ),
        "alone" => (
            format!("{at} shows its certificate without the one above it, which this computer does not know."),
            "Ask its administrator to have it send the whole chain, or for the certificate to add to this computer.",
        ),
        "self_signed" => (
            format!("The certificate of {at} vouches for itself, and this computer does not trust it."),
            "Ask its administrator for that certificate and add it to this computer.",
        ),
        "of_an_authority" => (
            format!("The certificate of {at} is marked as an authority's."),
            "Ask its administrator for one that is not, or add this very certificate to this computer.",
        ),
        "signature" => (
            format!("The certificate of {at} is signed in a way that Carrick can't check."),
            "Ask its administrator for one that is signed with RSA, P-256, P-384 or P-521.",
        ),
        "other" => (
            format!("No safe connection to {at} could be made."),
            "Ask its administrator to look at its certificate and its encryption.",
        ),
        _ => (
            format!("This computer does not trust the certificate of {at}."),
            "Ask its administrator for the issuing certificate and add it to this computer.",
        ),
    };
    Text::new(what, next)
}

/// That a certificate ended or begins, and when, where that is told.
fn dated(at: &str, on: &str, unknown: &str, facts: &BTreeMap<String, String>) -> String {
    match (facts.get("day"), facts.get("today")) {
        (Some(day), Some(today)) => {
            format!("The certificate of {at} {on} on {day}; by this computer's clock it is {today}.")
        }
        _ => format!("The certificate of {at} {unknown}, by this computer's clock."),
    }
}

/// That the certificates of this computer cannot be read, and which variable is to blame.
pub(crate) fn unread(facts: &BTreeMap<String, String>) -> Text {
    let what = "The certificates this computer trusts can't be read.";
    match facts.get("setting") {
        Some(setting) => Text::new(what, format!("See that {setting} names some, or start without it.")),
        None => Text::new(what, "Install your system's package of certificates, often called ca-certificates."),
    }
}
