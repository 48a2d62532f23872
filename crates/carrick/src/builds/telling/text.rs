//! The words of a notification. What stands in them came from a server: it is cut, and nothing in it is obeyed.

use super::outcome::Outcome;
use crate::builds::news::Item;
use crate::desktop::notifications::{Notice, Target};

/// A text is no longer (characters).
const MOST: usize = 200;
/// A title of a merge request is cut before what follows on it.
const MOST_TITLE: usize = 120;
/// So many characters tell commits apart.
const SHORT_SHA: usize = 8;
/// A digest names so many.
const MOST_NAMED: usize = 3;

/// What is told of one build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The build's number here.
    pub build: i64,
    /// Whether the account that looks opened the merge request.
    pub is_mine: bool,
    outcome: Outcome,
    project: String,
    iid: i64,
    title: String,
    sha: String,
    job: Option<String>,
    target: Target,
}

impl Told {
    /// What is told of a build that came out so.
    pub fn of(item: &Item, outcome: Outcome) -> Self {
        let failed = item.progress.failed_job().filter(|_| outcome == Outcome::Failed);
        // A bridge has no log.
        let job = failed.filter(|job| !job.is_bridge).map(|job| job.id);
        Self {
            build: item.build.id,
            is_mine: item.is_mine,
            outcome,
            project: item.watch.path.clone(),
            iid: item.merge_request.snapshot.iid,
            title: item.merge_request.snapshot.title.clone(),
            sha: item.build.sha.chars().take(SHORT_SHA).collect(),
            job: failed.map(|job| job.name.clone()),
            target: Target { merge_request: item.merge_request.id, job },
        }
    }

    /// As a notification, which replaces the one before of its merge request.
    pub fn notice(&self) -> Notice {
        let title = cut(&plain(&self.title), MOST_TITLE);
        let (project, iid, sha) = (&self.project, self.iid, &self.sha);
        let (summary, body) = match (self.outcome, &self.job) {
            (Outcome::Failed, Some(job)) => (format!("Failed: !{iid} {title}"), format!("{project}: {job} in {sha}")),
            (Outcome::Failed, None) => (format!("Failed: !{iid} {title}"), format!("{project}: {sha}")),
            (Outcome::Fixed, _) => (format!("Passes again: !{iid} {title}"), format!("{project}: {sha}")),
        };
        Notice {
            subject: format!("merge-request-{}", self.target.merge_request),
            summary: harmless(&summary),
            body: harmless(&body),
            target: Some(self.target),
        }
    }
}

/// Many as one notification.
pub fn digest(all: &[Told]) -> Notice {
    let failed = all.iter().filter(|told| told.outcome == Outcome::Failed).count();
    let fixed = all.len() - failed;
    let summary = match (failed, fixed) {
        (failed, 0) => format!("{failed} builds failed"),
        (0, fixed) => format!("{fixed} builds pass again"),
        (failed, fixed) => format!("{failed} builds failed, {fixed} pass again"),
    };
    let names: Vec<_> = all.iter().take(MOST_NAMED).map(|told| format!("{} !{}", told.project, told.iid)).collect();
    let rest = if all.len() > MOST_NAMED { format!(" and {} more", all.len() - MOST_NAMED) } else { String::new() };
    Notice {
        subject: "digest".to_owned(),
        summary: harmless(&summary),
        body: harmless(&format!("{}{rest}", names.join(", "))),
        target: None,
    }
}

/// That only its person can help an account.
pub fn needs_you(link: i64, username: &str, host: &str) -> Notice {
    Notice {
        subject: format!("link-{link}"),
        summary: harmless(&format!("@{username} on {host} needs you")),
        body: "Builds and git wait until you have looked at it in Carrick.".to_owned(),
        target: None,
    }
}

fn harmless(text: &str) -> String {
    cut(&plain(text), MOST)
}

/// Without what a desktop would obey or be led astray by: control characters, invisible ones, and those that turn the
/// direction of writing.
fn plain(text: &str) -> String {
    let is_invisible = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{61c}');
    text.chars().filter(|c| !c.is_control() && !is_invisible(*c)).collect()
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(outcome: Outcome, title: &str, job: Option<&str>) -> Told {
        Told {
            build: 7,
            is_mine: true,
            outcome,
            project: "group/web".to_owned(),
            iid: 42,
            title: title.to_owned(),
            sha: "9b01d44a".to_owned(),
            job: job.map(str::to_owned),
            target: Target { merge_request: 3, job: Some(5) },
        }
    }

    #[test]
    fn a_notification_says_what_failed_where_and_of_which_commit() {
        let notice = told(Outcome::Failed, "Add invoices", Some("unit")).notice();
        assert_eq!(notice.summary, "Failed: !42 Add invoices", "what");
        assert_eq!(notice.body, "group/web: unit in 9b01d44a", "where");
        assert_eq!(notice.subject, "merge-request-3", "one for each merge request");
        let fixed = told(Outcome::Fixed, "Add invoices", None).notice();
        assert_eq!(fixed.summary, "Passes again: !42 Add invoices", "and that it is mended");
        assert_eq!(fixed.subject, notice.subject, "in the place of the failure");
    }

    #[test]
    fn a_digest_counts_and_names_a_few() {
        let one = |outcome| told(outcome, "x", None);
        let all = [one(Outcome::Failed), one(Outcome::Failed), one(Outcome::Fixed), one(Outcome::Failed)];
        let notice = digest(&all);
        assert_eq!(notice.summary, "3 builds failed, 1 pass again", "how many");
        assert_eq!(notice.body, "group/web !42, group/web !42, group/web !42 and 1 more", "which");
        assert_eq!(notice.target, None, "it leads to the list");
    }

    proptest! {
        #[test]
        fn whatever_a_title_is_a_text_stays_short_and_on_one_line(title in any::<String>(), job in any::<String>()) {
            let notice = told(Outcome::Failed, &title, Some(&job)).notice();
            for text in [&notice.summary, &notice.body] {
                prop_assert!(text.chars().count() <= 200, "{text:?} is long");
                prop_assert!(!text.chars().any(|c| c.is_control() || c == '\u{202e}'), "{text:?} is obeyed");
            }
            prop_assert!(notice.summary.starts_with("Failed: !42 "), "what comes first is ours");
        }
    }
}
