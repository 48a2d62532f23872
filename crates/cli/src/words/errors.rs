//! Every error that the window knows too, as it is said on a command line.

use std::collections::BTreeMap;

use carrick_store::Code;

use super::certificates;
use super::text::{SET_UP_FIRST, Text};

const AGAIN: &str = "Try again.";
const LATER: &str = "Try again later.";
const START_AGAIN: &str = "Start again with: carrick link";
const EDIT: &str = "Edit the integration in Carrick: Account settings > Integrations > Edit.";
const CONNECTION: &str = "Check your connection and your VPN, then try again.";

/// What is the matter with a rule.
fn rule_problem<'a>(fact: impl Fn(&str) -> Option<&'a str>) -> String {
    let (part, value) = (option(fact("part").unwrap_or_default()), fact("value").unwrap_or_default());
    match fact("problem") {
        Some("many") => format!("A rule takes at most {} of {part}.", fact("most").unwrap_or("50")),
        Some("long") => format!("An entry of {part} is longer than {} bytes.", fact("most").unwrap_or("255")),
        Some("odd") if value.is_empty() => format!("What is empty can't be given with {part}."),
        Some("odd") => format!("\"{value}\" has characters that {part} can't have."),
        Some("glob") => format!("\"{value}\" is no pattern that can match."),
        Some("contrary") => format!("{part} contradicts the rest of the rule."),
        Some("scope") => "The scopes of this account do not let it start pipelines.".to_owned(),
        _ => "This rule can't be kept.".to_owned(),
    }
}

/// With what a part of a rule is typed.
fn option(part: &str) -> &str {
    match part {
        "targets" => "--target",
        "skip_labels" => "--skip-label",
        "force_labels" => "--force-label",
        "takes_forks" => "--forks",
        "paths" => "--path",
        "inputs" => "--input",
        "variables" => "--variable",
        "writes_status" => "--status",
        "" => "a part",
        part => part,
    }
}

/// An error in words. The facts fill the blanks; they are harmless already.
pub(crate) fn error(code: Code, facts: &BTreeMap<String, String>) -> Text {
    use Code::*;
    let fact = |name: &str| facts.get(name).map(String::as_str);
    let at = fact("host").unwrap_or("GitLab");
    let (what, next) = match code {
        InstanceEmpty => ("The address of your GitLab is missing.", "Type it, for example https://gitlab.com."),
        InstanceMalformed => {
            ("This is no address of a GitLab.", "Type it as in the browser, for example https://gitlab.com.")
        }
        InstanceUserInfo => {
            ("The address has a user name or password in it.", "Leave out everything up to the @ sign.")
        }
        InstanceQuery => ("The address goes on after the GitLab itself.", "Leave out the part from the ? or # on."),
        InstanceScheme => ("A GitLab address starts with https://.", "Change its beginning, or leave it out."),
        InstanceInsecure => ("Over http:// your Secret would travel unprotected.", "Use https://."),
        InstanceHasLinks => ("Accounts are linked through this integration.", "Add another one for the other GitLab."),
        ApplicationIdEmpty | ApplicationIdMalformed | SecretMalformed | ScopesMalformed => {
            ("The application is not filled in as it should be.", EDIT)
        }
        ScopesUseless => (
            "With these scopes no account can be linked: Carrick could not read whose it is.",
            "Ask for api, read_api or read_user.",
        ),
        IntegrationExists => ("Another integration is for this application.", EDIT),
        IntegrationNotSetUp => ("No application is set up for this GitLab yet.", SET_UP_FIRST),
        IntegrationManaged => {
            let next = "Ask whoever looks after this computer.";
            return Text::new(format!("{at} is set by your organisation, and stays as it is."), next);
        }
        SignInManaged => ("How people sign in is set by your organisation.", "Ask whoever looks after this computer."),
        SignedOut => ("Nobody is signed in to Carrick.", "Open Carrick and sign in, then run this again."),
        SignInRequired => ("People sign in here, so that nobody is chosen by name.", "Open Carrick and sign in."),
        NoSignInAccount => (
            "You have no account to sign in with, so that you could not come back.",
            "Choose one in Your profile first.",
        ),
        NotAdmitted => {
            let who = fact("username").unwrap_or("This account");
            let next = "Ask an administrator of this Carrick to add you.";
            if fact("namesake").is_some() {
                let what = format!("You are not the @{who} on {at} who uses Carrick here: the name was passed on.");
                return Text::new(what, next);
            }
            return Text::new(format!("@{who} on {at} may not use Carrick here."), next);
        }
        PersonExists => {
            let name = fact("name").unwrap_or("somebody else");
            return Text::new(format!("This account is {name}'s here."), "Choose another account.");
        }
        PersonUnknown => {
            let who = fact("username").unwrap_or("this name");
            return Text::new(format!("{at} knows nobody called {who}."), "Look how it is written in GitLab.");
        }
        NobodyOfThatName => {
            let name = fact("name").unwrap_or_default();
            return Text::new(format!("Nobody here is called {name}, or several are."), "See carrick people list.");
        }
        LastAdministrator => ("Somebody must be able to set Carrick up.", "Make somebody else an administrator first."),
        NameMalformed => ("This cannot be a name.", "Use 1 to 100 characters on one line."),
        GroupUnknown => {
            let path = fact("path").unwrap_or("this path");
            return Text::new(format!("{at} shows no group {path}."), "Look how its path is written in GitLab.");
        }
        NoLinkToAskWith => {
            return Text::new(format!("You have no working link to {at} to ask with."), "Link an account there first.");
        }
        AdministratorsOnly => {
            ("Only an administrator of this Carrick may change what is set up.", "Ask an administrator to do it.")
        }
        SetupConfidential => {
            let next = "Untick Confidential at GitLab, then empty the Secret in Carrick's form.";
            return Text::new(format!("Others would need the Secret of {at}, which is never handed on."), next);
        }
        SetupMalformed => return setup(&fact),
        SetupNewer => ("A newer Carrick made this set-up.", "Install the newest Carrick on this computer."),
        FileNotWritten => {
            let path = fact("path").unwrap_or("The file");
            return Text::new(format!("{path} could not be written."), "Make room there, then try again.");
        }
        NotFound => ("This is no longer here.", "See what is with: carrick status"),
        HostUnknown => return Text::new(format!("The network does not know {at}."), CONNECTION),
        ConnectionRefused => return Text::new(format!("Nothing answers at {at}."), CONNECTION),
        TimedOut => return Text::new(format!("{at} did not answer in time."), CONNECTION),
        Certificate => return certificates::refused(at, facts),
        Proxy if fact("setting").is_some_and(|setting| setting != "desktop") => {
            let what = format!("{} names no proxy that can be used.", fact("setting").unwrap_or_default());
            let next = "Write it as http://name:password@proxy:8080, with %2F for / and %23 for #, then try again.";
            return Text::new(what, next);
        }
        Proxy if fact("setting").is_some() => (
            "The desktop's settings name no proxy that can be used.",
            "Correct the network proxy there, then try again.",
        ),
        Proxy => {
            ("The proxy did not let the request through.", "Check this computer's proxy settings, then try again.")
        }
        ConnectionLost => return Text::new(format!("The connection to {at} broke."), AGAIN),
        NotGitlab => {
            return Text::new(format!("{at} answers, but not as a GitLab."), "Check the address and your network.");
        }
        Redirected => {
            let Some(to) = fact("to") else {
                let next = "Open it in your browser: something before it may want you to sign in first.";
                return Text::new(format!("{at} sends on to another page of its own."), next);
            };
            return Text::new(format!("{at} sends on to {to}."), "If that is your GitLab, set it up in Carrick.");
        }
        ServerError => {
            let status = fact("status").map(|status| format!(" ({status})")).unwrap_or_default();
            return Text::new(format!("{at} has a problem of its own{status}."), LATER);
        }
        RateLimited => {
            let next = fact("seconds").map_or_else(|| LATER.to_owned(), |it| format!("Try again in {it} seconds."));
            return Text::new(format!("{at} asks to slow down."), next);
        }
        AnswerMalformed => return Text::new(format!("The answer of {at} is not what a GitLab sends."), AGAIN),
        VaultAbsent => ("No keyring runs on this computer.", "Start one: GNOME Keyring, KWallet or KeePassXC."),
        VaultNoCollection => ("There is no keyring yet.", "Create one, named Login, in your keyring's program."),
        VaultLocked => ("The keyring is locked.", "Unlock it, then run this again."),
        VaultAsksEach => ("The keyring asks for each entry.", "Have it let Carrick use its entries without asking."),
        VaultSilent => ("The keyring does not answer.", "Sign out of this computer and in again."),
        VaultElsewhere => {
            ("The keyring is another one than Carrick's entries are in.", "Bring the former keyring back.")
        }
        VaultFailed => ("The keyring did not do what Carrick asked.", AGAIN),
        VaultDismissed => ("The keyring stayed locked.", "Unlock it, then run this again."),
        VaultRefused => ("The keyring does not let Carrick in.", "Let Carrick use it, in your keyring's settings."),
        BrowserFailed => ("No browser could be opened.", "Open the address above in any browser."),
        LoopbackFailed => ("This computer has no free port for the browser's answer.", AGAIN),
        SchemeFailed => ("The system does not hand the browser's answers to Carrick.", "Linking works all the same."),
        NoSignIn => ("This sign-in is over.", START_AGAIN),
        AddressMalformed => (
            "This is not the address that ends the sign-in.",
            "Copy the whole address; it begins with http://127.0.0.1.",
        ),
        CallbackUnknown => ("A browser answered a sign-in that Carrick does not know.", START_AGAIN),
        CallbackLate => ("This sign-in was over already.", "If nothing is linked, start again."),
        CallbackRepeated => ("The browser sent an answer that was used already.", "If nothing is linked, start again."),
        CallbackWrongInstance => ("The answer is from another GitLab than this sign-in.", START_AGAIN),
        CallbackMalformed => ("The browser sent an answer that Carrick can't read.", START_AGAIN),
        SignInExpired => ("The sign-in took longer than ten minutes and has ended.", START_AGAIN),
        SignInDenied => ("The approval was denied at GitLab, so nothing was linked.", START_AGAIN),
        SignInRefused => {
            ("GitLab ended the sign-in.", "Compare scopes and application with GitLab's page, then start again.")
        }
        SignInInterrupted => ("Carrick was ended in the middle, and GitLab's answer is lost.", START_AGAIN),
        CodeRefused => return Text::new(format!("{at} did not accept the approval any more."), START_AGAIN),
        ClientRefused => return Text::new(format!("{at} refused Application ID and Secret."), EDIT),
        SecretMissing => ("The Secret is no longer in the keyring.", EDIT),
        IdentityMismatch => {
            let (expected, actual) =
                (fact("expected").unwrap_or("the linked account"), fact("actual").unwrap_or("another"));
            if expected == actual {
                let what = format!("Another account is called {actual} now: the linked one was renamed, or deleted.");
                return Text::new(what, "Unlink it with carrick unlink, then link again with carrick link.");
            }
            let next = format!("Sign in to GitLab as {expected} in your browser, then relink.");
            return Text::new(format!("Expected {expected}, GitLab answered {actual}."), next);
        }
        IdentityUnproven => {
            let next = match (fact("reason"), fact("clock")) {
                (Some("issuer"), _) => "It calls itself by another address; ask your administrator for that one.",
                (Some("expired" | "issued_at"), Some(_)) => "Compare this computer's clock with it, then start again.",
                _ => START_AGAIN,
            };
            return Text::new(format!("The answer of {at} did not prove who it is about."), next);
        }
        AccountBlocked => {
            let next = "Open it in your browser to see what, then run this again.";
            return Text::new(format!("{at} wants something of you first."), next);
        }
        Forbidden => return Text::new(format!("{at} turned Carrick away without saying why."), LATER),
        ScopeTooSmall => return Text::new(format!("The scopes do not let Carrick read your account on {at}."), EDIT),
        TokenRefused => return Text::new(format!("{at} refused the access it had just given."), START_AGAIN),
        DatabaseFailed => ("Carrick can't read or write its data on this computer.", AGAIN),
        DatabaseReadOnly => {
            ("The disk is full, or Carrick's data folder can't be written.", "Make room or make the folder writable.")
        }
        DatabaseDamaged => {
            let next = format!("Put a backup in place of {}.", fact("path").unwrap_or("it"));
            return Text::new("Carrick's data on this computer is damaged.", next);
        }
        DatabaseNewer => ("A newer Carrick wrote this data.", "Install the newest Carrick on this computer."),
        TrustUnreadable => return certificates::unread(facts),
        ClientFailed => ("Carrick could not prepare its connections.", AGAIN),
        TooManyFiles => ("This computer has no room for another open file.", "Close programs you do not need."),
        LocksUnsupported => {
            ("The disk with Carrick's data takes no file locks.", "Move the data folder to a disk of this computer.")
        }
        LockFailed => ("Carrick can't lock a file in its data folder.", AGAIN),
        PlaceMalformed => ("This is no namespace or project of this GitLab.", "Type its path, such as group/project."),
        FolderMalformed => ("That is no folder's whole path.", "Type it from / on, or from ~/ on."),
        IdentityMalformed => ("This cannot stand under a commit.", "Leave out line breaks and the signs < and >."),
        RuleMalformed => return Text::new(rule_problem(fact), "Change the rule, then set it again."),
        GitConfigLocked => {
            let path = fact("path").unwrap_or("git's configuration");
            return Text::new(format!("Another program is changing {path} just now."), AGAIN);
        }
        GitConfigMalformed => {
            let (path, line) = (fact("path").unwrap_or("git's configuration"), fact("line").unwrap_or("?"));
            return Text::new(format!("git can't read {path}, line {line}."), "Correct that line, then try again.");
        }
        GitConfigFailed => {
            let path = fact("path").unwrap_or("git's configuration");
            return Text::new(format!("{path} can't be read or written."), "Make it yours to write, then try again.");
        }
        GitNameRefused => ("A name has letters that git's configuration must not hold.", "Choose another name."),
        FolderMissing => {
            let path = fact("path").unwrap_or("The folder");
            return Text::new(format!("{path} is not there."), "Put it back, or remove the repository from Carrick.");
        }
        OpenerFailed => ("No program could be started that opens the folder.", "Choose another one."),
        ServiceFailed => return service(fact("why")),
        CloneUnfit => (
            "This clone is bare, a part of another one, or of no linked GitLab.",
            "Add the repository itself: carrick repo add",
        ),
        CloneUnsafe => (
            "Settings of this clone start programs or lead elsewhere.",
            "Look at them in Carrick, then take it in there.",
        ),
        GitMissing => ("git is not installed, or can't be started.", "Install git, then try again."),
        Internal => ("Something happened that Carrick did not foresee.", AGAIN),
    };
    Text::new(what, next)
}

/// Why a text is no set-up.
fn setup<'a>(fact: &impl Fn(&str) -> Option<&'a str>) -> Text {
    let line = fact("line").map(|line| format!(", line {line}")).unwrap_or_default();
    let what = match fact("part") {
        Some("link") => "This link is not whole.".to_owned(),
        Some("size") => "This is too large for a set-up.".to_owned(),
        Some("from") => "The name that this set-up says it is from can't be one.".to_owned(),
        Some("key") => format!("This set-up holds what none may hold, or lacks something{line}."),
        _ => format!("This is no set-up of Carrick's{line}."),
    };
    Text::new(what, "Ask whoever sent it for the link or the file once more.")
}

/// Why the system does not run the watch.
fn service(why: Option<&str>) -> Text {
    match why {
        Some("no_manager") => Text::new(
            "Nothing on this system runs services of yours, or it does not answer.",
            "Have something else start: carrick watch",
        ),
        Some("file") => {
            Text::new("The service's description could not be written.", "See whether its folder can be written to.")
        }
        _ => Text::new(
            "The system took the service in, and it does not start.",
            "See what stands in the way with: carrick watch",
        ),
    }
}
