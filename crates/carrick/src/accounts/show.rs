//! What the window is told of accounts, and what it asks, as the operations understand it.

mod setups;

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use carrick_store::clock::Clock;
use carrick_store::db::links::Dependents;
use carrick_store::db::pairs::{Pair, Unlinked};
use carrick_store::db::{avatars, integrations, links, pairs};
use carrick_store::error::Error;
use carrick_store::instance::Instance;
use carrick_store::model::{self, Picture, Stage, Way};
use carrick_store::standing::Cause;

use super::form::Form;
use super::health::{self, Health, TestReport};
use super::integrations::{Agreed, CheckReport, SaveOutcome};
use super::notice::{Notice, Receipt};
use super::run::LiveSignIn;
use super::state::State;
use super::{Accounts, revocation, scopes};
use crate::gitlab::pages::Owner;
use crate::messages;
use crate::topics::Topic;

/// Reads it.
///
/// # Errors
/// When the database cannot be read.
pub async fn accounts(accounts: &Accounts) -> Result<messages::Accounts, Error> {
    let revision = accounts.topics.revision(Topic::Accounts);
    let profile_id = accounts.profile_id;
    let read = move |db: &rusqlite::Connection| {
        let mut kept = Vec::new();
        for integration in integrations::all(db)? {
            let count = links::count_on(db, integration.id)?;
            kept.push((integration, count));
        }
        let pictures: HashSet<i64> = avatars::links_with_one(db)?.into_iter().collect();
        Ok((kept, links::of_profile(db, profile_id)?, pictures, pairs::told(db, profile_id)?))
    };
    let (kept, links, pictures, told) = accounts.db.read(read).await?;
    let now = accounts.clock.now();
    let live = accounts.live();
    let is_ending = |pair: &Pair| live.ending.values().any(|link| link.pair_id == pair.id);
    Ok(messages::Accounts {
        revision,
        integrations: kept
            .into_iter()
            .map(|(integration, count)| {
                let managed = accounts.managed().names(&integration);
                let shown =
                    integration_of((&live, &*accounts.clock), integration, count, profile_id, &links, &pictures);
                messages::Integration { managed, ..shown }
            })
            .collect(),
        revocations: told.into_iter().filter(|pair| !is_ending(pair)).map(|pair| revocation_of(pair, now)).collect(),
        stray_callback: live.stray_callback.clone().map(Into::into),
        proposal: live.proposal.clone().map(Into::into),
        managed_trouble: setups::trouble_of(accounts.managed()),
        unordered: live.unordered.clone().map(Into::into),
    })
}

fn integration_of(
    (live, clock): (&State, &dyn Clock),
    integration: model::Integration,
    link_count: u32,
    profile_id: i64,
    links: &[model::Link],
    pictures: &HashSet<i64>,
) -> messages::Integration {
    let own = links.iter().filter(|link| link.integration_id == integration.id);
    let mut own: Vec<_> = own.map(|link| link_of((live, clock), link, &integration, pictures)).collect();
    // Who still reads one that has just gone from the database shows it as it was.
    let is_gone = |link: &&model::Link| links.iter().all(|other| other.id != link.id);
    let is_own = |link: &&model::Link| link.integration_id == integration.id && link.profile_id == profile_id;
    for link in live.ending.values().filter(is_own).filter(is_gone) {
        let shown = link_of((live, clock), link, &integration, pictures);
        own.push(messages::Link { health: Health::Unlinking.into(), ..shown });
    }
    own.sort_by_key(|link| link.id);
    messages::Integration {
        id: integration.id,
        instance: integration.instance.address(),
        host: integration.instance.host(),
        secret_set_at: integration.secret_set_at,
        redirect_uris: integration.instance.redirect_uris(),
        link_count,
        links: own,
        sign_in: live.sign_ins.get(&integration.id).filter(|live| !live.purpose.signs_in()).map(Into::into),
        notice: notice_of(live, integration.id, false),
        scopes: integration.scopes,
        application_id: integration.application_id,
        asked_at: integration.asked_at,
        managed: false,
    }
}

/// How the last action ended: as somebody's who signed in, or as any other.
fn notice_of(live: &State, integration_id: i64, is_of_door: bool) -> Option<messages::Notice> {
    let notice = live.notices.get(&integration_id).filter(|_| live.doors.contains(&integration_id) == is_of_door);
    notice.cloned().map(Into::into)
}

/// Where one can sign in.
///
/// # Errors
/// When the database cannot be read.
pub async fn doors(accounts: &Accounts) -> Result<Vec<messages::SignInDoor>, Error> {
    let all = accounts.db.read(integrations::all).await?;
    let live = accounts.live();
    let door = |integration: model::Integration| messages::SignInDoor {
        integration_id: integration.id,
        instance: integration.instance.address(),
        host: integration.instance.host(),
        has_openid: scopes::has_openid(&integration.scopes),
        sign_in: live.sign_ins.get(&integration.id).filter(|live| live.purpose.signs_in()).map(Into::into),
        notice: notice_of(&live, integration.id, true),
    };
    Ok(all.into_iter().filter(|integration| integration.application_id.is_some()).map(door).collect())
}

fn link_of(
    (live, clock): (&State, &dyn Clock),
    link: &model::Link,
    integration: &model::Integration,
    pictures: &HashSet<i64>,
) -> messages::Link {
    messages::Link {
        id: link.id,
        username: link.identity.username.clone(),
        name: link.identity.name.clone(),
        scopes: link.scopes.clone(),
        linked_at: link.linked_at,
        checked_at: link.checked_at,
        needs_relink: integration.application_id.as_deref() != Some(&link.application_id),
        has_avatar: pictures.contains(&link.id),
        health: health::of(live, link).into(),
        renews_at: clock.now().saturating_add(live.lives.renews_in(link, clock)),
    }
}

/// A pair that is told of: whose it was is known of unlinked accounts alone.
fn revocation_of(pair: Pair, now: i64) -> messages::Revocation {
    let is_overdue = revocation::has_waited_long(&pair, now);
    let by_hand = pair.refused_at.is_some();
    let (username, since) = match pair.unlinked {
        Some(Unlinked { username, since }) => (Some(username), since),
        None => (None, pair.refused_at.unwrap_or(pair.created_at)),
    };
    messages::Revocation { id: pair.id, username, host: pair.instance.host(), since, by_hand, is_overdue }
}

impl From<&LiveSignIn> for messages::SignIn {
    fn from(live: &LiveSignIn) -> Self {
        Self {
            stage: live.stage.into(),
            reached_at: live.reached_at.clone(),
            way: live.way.into(),
            relinks: live.purpose.relinks(),
            links: live.purpose.links(),
            elsewhere: !live.asks_browser,
            sent: live.sent.clone(),
        }
    }
}

impl From<&Instance> for messages::InstanceDescription {
    fn from(instance: &Instance) -> Self {
        Self { instance: instance.address(), host: instance.host(), redirect_uris: instance.redirect_uris() }
    }
}

impl From<Dependents> for messages::Dependents {
    fn from(dependents: Dependents) -> Self {
        Self { clones: dependents.clones, repositories: dependents.repositories }
    }
}

impl From<Option<Picture>> for messages::Avatar {
    fn from(picture: Option<Picture>) -> Self {
        Self { url: picture.map(|(kind, bytes)| format!("data:{kind};base64,{}", STANDARD.encode(bytes))) }
    }
}

impl From<messages::ApplicationForm> for Form {
    fn from(form: messages::ApplicationForm) -> Self {
        let messages::ApplicationForm { id, instance, application_id, secret, scopes } = form;
        Self { id, instance, application_id, secret, scopes }
    }
}

impl From<messages::SaveIntegration> for (Form, Agreed) {
    fn from(save: messages::SaveIntegration) -> Self {
        let messages::SaveIntegration { form, although_refused, although_relink } = save;
        (form.into(), Agreed { although_refused, although_relink })
    }
}

impl From<CheckReport> for messages::CheckReport {
    fn from(report: CheckReport) -> Self {
        match report {
            CheckReport::Accepted => Self::Accepted,
            CheckReport::AcceptedPublic => Self::AcceptedPublic,
            CheckReport::Refused => Self::Refused,
            CheckReport::Unknown { error } => Self::Unknown { error: error.into() },
        }
    }
}

impl From<SaveOutcome> for messages::SaveOutcome {
    fn from(outcome: SaveOutcome) -> Self {
        match outcome {
            SaveOutcome::Saved { id, check } => Self::Saved { id, check: check.into() },
            SaveOutcome::Refused => Self::Refused,
            SaveOutcome::RelinkNeeded { count } => Self::RelinkNeeded { count },
        }
    }
}

impl From<TestReport> for messages::TestReport {
    fn from(report: TestReport) -> Self {
        match report {
            TestReport::Working => Self::Working,
            TestReport::Unreachable { error } => Self::Unreachable { error: error.into() },
            TestReport::NeedsYou { cause } => Self::NeedsYou { cause: cause.into() },
        }
    }
}

impl From<Health> for messages::Health {
    fn from(health: Health) -> Self {
        match health {
            Health::Fine => Self::Fine,
            Health::Unreachable { since, error } => Self::Unreachable { since, error: error.into() },
            Health::NeedsYou { since, cause } => Self::NeedsYou { since, cause: cause.into() },
            Health::Unlinking => Self::Unlinking,
        }
    }
}

impl From<Cause> for messages::Cause {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::Refused => Self::Refused,
            Cause::AnswerLost => Self::AnswerLost,
            Cause::TokensMissing => Self::TokensMissing,
            Cause::SecretRenewed => Self::SecretRenewed,
            Cause::ApplicationRefused => Self::ApplicationRefused,
            Cause::ScopeTooSmall => Self::ScopeTooSmall,
            Cause::Account { state } => Self::Account { state },
        }
    }
}

impl From<Notice> for messages::Notice {
    fn from(notice: Notice) -> Self {
        match notice {
            Notice::Linked { link_id, username, has_namesake } => Self::Linked { link_id, username, has_namesake },
            Notice::LinkedAgain { link_id, username } => Self::LinkedAgain { link_id, username },
            Notice::Unlinked { username, receipt } => Self::Unlinked { username, receipt: receipt.into() },
            Notice::Cancelled => Self::Cancelled,
            Notice::Failed { error } => Self::Failed { error: error.into() },
        }
    }
}

impl From<Receipt> for messages::Receipt {
    fn from(receipt: Receipt) -> Self {
        match receipt {
            Receipt::Confirmed => Self::Confirmed,
            Receipt::Accepted => Self::Accepted,
            Receipt::Queued => Self::Queued,
            Receipt::ByHand => Self::ByHand,
        }
    }
}

impl From<Stage> for messages::Stage {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Asking => Self::Asking,
            Stage::Waiting => Self::Waiting,
            Stage::Checking => Self::Checking,
            Stage::Saving => Self::Saving,
        }
    }
}

impl From<Way> for messages::Way {
    fn from(way: Way) -> Self {
        match way {
            Way::DeepLink => Self::DeepLink,
            Way::Loopback => Self::Loopback,
        }
    }
}

impl From<messages::Way> for Way {
    fn from(way: messages::Way) -> Self {
        match way {
            messages::Way::DeepLink => Self::DeepLink,
            messages::Way::Loopback => Self::Loopback,
        }
    }
}

impl From<messages::Owner> for Owner {
    fn from(owner: messages::Owner) -> Self {
        match owner {
            messages::Owner::User => Self::User,
            messages::Owner::Group => Self::Group,
            messages::Owner::Instance => Self::Instance,
        }
    }
}
