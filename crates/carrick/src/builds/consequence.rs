//! What a rule lets others do in the account's name, and the rules that are offered.

use carrick_store::project::DEVELOPER;
use carrick_store::rule::{Terms, Whose};

use super::known::Level;

/// GitLab's level from which on an account's pipelines may do more than a Developer's: Maintainer.
pub const MAINTAINER: i64 = 40;

/// Something that follows from a rule and is to be said before it is saved. A pipeline runs with the rights of whoever
/// asked for it: its jobs' tokens, deployments, registries are the account's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consequence {
    /// Whoever may push to a branch of the project runs code in the account's name.
    PushersRunCode,
    /// So does whoever may push to the branch of a merge request that such a member opened, the member or another.
    MembersRunCode {
        /// The least level of its author.
        least: i64,
    },
    /// Strangers' code runs on the project's runners, one approved commit at a time.
    ForksRunApprovedCode,
    /// Whoever may set labels chooses which drafts and which other targets are built.
    LabelsForce,
    /// The account may do more than a Developer: deploy to what is protected, publish.
    MoreThanDeveloper {
        /// Its level.
        level: i64,
    },
}

/// What follows from a rule for an account of this level in the project.
pub fn consequences(terms: &Terms, level: Level) -> Vec<Consequence> {
    let whose = match terms.whose {
        Whose::Mine => None,
        Whose::Members(least) => Some(Consequence::MembersRunCode { least }),
        Whose::OwnBranches => Some(Consequence::PushersRunCode),
    };
    let forks = terms.takes_forks.then_some(Consequence::ForksRunApprovedCode);
    let labels = (!terms.force_labels.is_empty()).then_some(Consequence::LabelsForce);
    let more = level.of_member().filter(|level| *level >= MAINTAINER);
    let more = more.map(|level| Consequence::MoreThanDeveloper { level });
    [whose, forks, labels, more].into_iter().flatten().collect()
}

/// A rule that is offered. Forks and everything else are set beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    /// The account's own.
    MineOnly,
    /// Those of members who may push.
    Members,
    /// Everybody's from a branch of the project.
    OwnBranches,
}

impl Template {
    /// All of them, from what allows least on.
    pub const ALL: [Self; 3] = [Self::MineOnly, Self::Members, Self::OwnBranches];

    /// What it says.
    pub fn terms(self) -> Terms {
        let whose = match self {
            Self::MineOnly => Whose::Mine,
            Self::Members => Whose::Members(DEVELOPER),
            Self::OwnBranches => Whose::OwnBranches,
        };
        Terms { whose, ..Terms::default() }
    }
}

#[cfg(test)]
mod tests {
    use carrick_store::rule::Terms;

    use super::{Consequence, Template, consequences};
    use crate::builds::known::Level;

    #[test]
    fn what_a_rule_lets_others_do_is_told() {
        let of = |template: Template| consequences(&template.terms(), Level::Is(30));
        assert_eq!(of(Template::MineOnly), [], "mine lets nobody else do anything");
        assert_eq!(of(Template::Members), [Consequence::MembersRunCode { least: 30 }], "members run code");
        assert_eq!(of(Template::OwnBranches), [Consequence::PushersRunCode], "whoever pushes runs code");
        let all = Terms { takes_forks: true, force_labels: vec!["build".to_owned()], ..Template::OwnBranches.terms() };
        let expected = [
            Consequence::PushersRunCode,
            Consequence::ForksRunApprovedCode,
            Consequence::LabelsForce,
            Consequence::MoreThanDeveloper { level: 50 },
        ];
        assert_eq!(consequences(&all, Level::Is(50)), expected, "each with what it adds");
    }

    #[test]
    fn what_is_offered_first_allows_least() {
        assert_eq!(Template::ALL[0].terms(), Terms::default(), "a rule of which nothing was said is the first one");
        assert!(Template::ALL.iter().all(|it| !it.terms().takes_forks), "and forks are never taken unasked");
    }
}
