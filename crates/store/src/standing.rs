//! How a link stands, by what GitLab has proven of it, and what each proof changes.

/// Why a link needs its person. Named only where it is proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// GitLab no longer accepts it and does not say why: revoked there, most likely.
    Refused,
    /// New tokens were on the way when the connection broke, and the old ones are used up.
    AnswerLost,
    /// The keyring no longer holds its tokens.
    TokensMissing,
    /// The application's Secret was renewed at GitLab.
    SecretRenewed,
    /// GitLab accepts neither the link nor its application: deleted there, or given a new Secret.
    ApplicationRefused,
    /// What was granted does not let Carrick read the account.
    ScopeTooSmall,
    /// The account must do something at GitLab first.
    Account {
        /// `terms`, `password_expired`, `deactivated`, `pending`, `unconfirmed`, `blocked` or `other`.
        state: String,
    },
}

/// How a link stands. What is true only while this process runs, such as an outage, is no part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Why it needs its person, and since when it has not worked (Unix milliseconds).
    pub needs_you: Option<(Cause, i64)>,
    /// Since when GitLab refuses it, if it does (Unix milliseconds); it may not have worked for longer.
    pub refused_since: Option<i64>,
    /// When a renewal went unanswered that GitLab may have carried out (Unix milliseconds).
    pub unsure_since: Option<i64>,
    /// Whether its refresh token must not be sent again.
    pub is_spent: bool,
}

/// What has become known of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// It was linked or relinked: it lives on a pair that GitLab has just given.
    Linked,
    /// It was renewed: GitLab has just taken its token and its application.
    Renewed,
    /// GitLab has answered well for its account at this time (Unix milliseconds).
    Works(i64),
    /// Only its person can go on.
    NeedsYou {
        /// Why.
        cause: Cause,
        /// Since when it has not worked (Unix milliseconds).
        since: i64,
        /// When that was found (Unix milliseconds).
        now: i64,
    },
    /// A renewal went unanswered at this time (Unix milliseconds).
    Unanswered(i64),
    /// Its refresh token is used up, or as good as.
    Spent,
}

impl Standing {
    /// How it stands afterwards.
    #[must_use]
    pub fn after(self, proof: Proof) -> Self {
        match proof {
            Proof::Linked => Self::default(),
            Proof::Renewed => Self {
                needs_you: self.needs_you.filter(|(cause, _)| outlives_renewal(cause)),
                unsure_since: None,
                is_spent: false,
                ..self
            },
            Proof::Works(now) => Self { needs_you: self.needs_you_though_working(now), ..self },
            Proof::NeedsYou { cause, since, now } => self.needing_person(cause, since, now),
            Proof::Unanswered(now) => Self { unsure_since: self.unsure_since.or(Some(now)), ..self },
            Proof::Spent => Self { is_spent: true, ..self },
        }
    }

    /// A link that cannot renew itself needs its person, well as its access token may still work.
    fn needs_you_though_working(&self, now: i64) -> Option<(Cause, i64)> {
        if !self.is_spent {
            return None;
        }
        match &self.needs_you {
            Some((cause @ (Cause::Refused | Cause::ApplicationRefused), since)) => Some((cause.clone(), *since)),
            Some((_, since)) => Some((Cause::AnswerLost, *since)),
            None => Some((Cause::AnswerLost, now)),
        }
    }

    /// A refusal that follows another cause, or none, is a new one.
    fn needing_person(self, cause: Cause, since: i64, now: i64) -> Self {
        let refused_before = matches!(self.needs_you, Some((Cause::Refused | Cause::AnswerLost, _)));
        Self {
            refused_since: self.refused_since.filter(|_| refused_before).or(Some(now)),
            needs_you: Some((cause, self.needs_you.map_or(since, |(_, earlier)| earlier))),
            ..self
        }
    }
}

/// A renewal shows that token and application are taken; it says nothing of the account or of what it may do.
fn outlives_renewal(cause: &Cause) -> bool {
    matches!(cause, Cause::Account { .. } | Cause::ScopeTooSmall)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needing(cause: Cause) -> Standing {
        Standing { needs_you: Some((cause, 10)), refused_since: Some(20), ..Standing::default() }
    }

    fn causes() -> [Cause; 7] {
        [
            Cause::Refused,
            Cause::AnswerLost,
            Cause::TokensMissing,
            Cause::SecretRenewed,
            Cause::ApplicationRefused,
            Cause::ScopeTooSmall,
            Cause::Account { state: "blocked".to_owned() },
        ]
    }

    #[test]
    fn a_renewal_ends_whatever_it_disproves() {
        let stays = [false, false, false, false, false, true, true];
        for (cause, stays) in causes().into_iter().zip(stays) {
            let renewed = needing(cause.clone()).after(Proof::Renewed);
            let expected = stays.then_some((cause.clone(), 10));
            assert_eq!(renewed.needs_you, expected, "{cause:?} after token and application were taken");
        }
        let doubtful = Standing { unsure_since: Some(5), is_spent: true, ..Standing::default() };
        assert_eq!(doubtful.after(Proof::Renewed), Standing::default(), "the new pair is neither lost nor used up");
    }

    #[test]
    fn an_account_that_answers_needs_its_person_only_if_it_cannot_renew_itself() {
        let spent = [
            Cause::Refused,
            Cause::AnswerLost,
            Cause::AnswerLost,
            Cause::AnswerLost,
            Cause::ApplicationRefused,
            Cause::AnswerLost,
            Cause::AnswerLost,
        ];
        for (cause, when_spent) in causes().into_iter().zip(spent) {
            let works = needing(cause.clone()).after(Proof::Works(99));
            assert_eq!(works.needs_you, None, "{cause:?} is over once GitLab answers");
            let works = Standing { is_spent: true, ..needing(cause.clone()) }.after(Proof::Works(99));
            assert_eq!(works.needs_you, Some((when_spent, 10)), "{cause:?} of a link that is used up, since then");
        }
        let works = Standing { is_spent: true, ..Standing::default() }.after(Proof::Works(99));
        assert_eq!(works.needs_you, Some((Cause::AnswerLost, 99)), "from now on, when nothing was known before");
    }

    #[test]
    fn what_needs_the_person_counts_from_its_beginning_and_a_refusal_from_its_own() {
        let found = |cause| Proof::NeedsYou { cause, since: 50, now: 60 };
        let first = Standing::default().after(found(Cause::Refused));
        assert_eq!(first.needs_you, Some((Cause::Refused, 50)), "since it has not worked");
        assert_eq!(first.refused_since, Some(60), "refused since it was found");
        for cause in causes() {
            let was_refusal = matches!(cause, Cause::Refused | Cause::AnswerLost);
            let again = needing(cause.clone()).after(found(Cause::Refused));
            assert_eq!(again.needs_you, Some((Cause::Refused, 10)), "it has not worked since {cause:?} was found");
            let expected = if was_refusal { 20 } else { 60 };
            assert_eq!(again.refused_since, Some(expected), "the refusal after {cause:?} began then");
        }
    }

    #[test]
    fn doubt_lasts_from_the_first_unanswered_renewal_to_the_next_answered_one() {
        let unsure = Standing::default().after(Proof::Unanswered(5)).after(Proof::Unanswered(9));
        assert_eq!(unsure.unsure_since, Some(5), "since the first");
        assert!(unsure.clone().after(Proof::Spent).is_spent, "and it may turn out to be used up");
        assert_eq!(unsure.after(Proof::Linked), Standing::default(), "a new approval begins anew");
    }
}
