//! People: who acts, who may come in, and that nobody gets past the gate.

mod admitting;
mod being_away;
mod doors;
mod gate;
mod groups;
mod repositories;
mod roles;
mod signing_in;

use carrick::accounts::{sign_in, signing_out};
use carrick::messages::{Notice, SignInDoor};
use carrick::people::joining;
use carrick::session::{self, Session};
use carrick_store::Code;
use carrick_store::db::profiles;
use carrick_store::model::{Role, Way};
use carrick_store::people::{Admission, WhoMayJoin, WhySignedOut};

use crate::support::{FIRST, Installation, approve};

impl Installation {
    /// Signs in as an account of the local GitLab, to its end.
    async fn sign_in(&self, username: &str) {
        let address = self.begin_sign_in(false).await;
        self.receive(&approve(username, &address).await).await;
    }

    /// One that nobody is signed in to, and that alice signs in to with the account she has linked.
    async fn signed_out() -> Self {
        let (installation, _) = Self::set_up(true).await;
        installation.link("alice").await;
        installation.ask_people(WhoMayJoin::Listed).await;
        signing_out::sign_out(&installation.accounts, WhySignedOut::Asked).await.expect("she signs out");
        installation
    }

    /// Starts to sign in; returns the address the browser was sent to.
    async fn begin_sign_in(&self, links: bool) -> String {
        let before = self.browser.opened().len();
        sign_in::begin_sign_in(&self.accounts, FIRST, links, Way::DeepLink).await.expect("the sign-in starts");
        self.asked_browser(before).await
    }

    /// Where one signs in.
    async fn door(&self) -> SignInDoor {
        self.people().await.doors.into_iter().next().expect("there is a place to sign in")
    }

    /// Why the last sign-in failed.
    async fn refusal(&self) -> Option<String> {
        match self.door().await.notice {
            Some(Notice::Failed { error }) => Some(format!("{:?}", error.code)),
            _ => None,
        }
    }

    /// Whether whoever may not come in was told that somebody else of their name may.
    async fn is_refused_as_namesake(&self) -> bool {
        let notice = self.door().await.notice;
        matches!(notice, Some(Notice::Failed { error }) if error.facts.contains_key("namesake"))
    }

    /// Whether whoever this was opened for may act.
    async fn may_act(&self) -> bool {
        match Session::of(&self.carrick).await {
            Ok(_) => true,
            Err(error) => {
                assert_eq!(error.code, Code::SignedOut, "nothing else stands in the way");
                false
            }
        }
    }

    /// Turns to whoever is signed in, as the window does.
    async fn turn(&mut self) {
        if let Some(theirs) = session::turned(&self.carrick).await.expect("it can be read") {
            self.carrick = theirs;
            self.accounts = self.carrick.accounts.clone();
        }
    }

    /// Adds somebody as an administrator does; gives their profile's number.
    async fn add_person(&self, username: &str) -> i64 {
        let found = joining::find_person(&self.accounts, FIRST, username).await.expect("GitLab knows them");
        let (name, user_id) = (found.identity.username, found.identity.user_id);
        joining::add_person(&self.accounts, FIRST, &name, user_id).await.expect("they are added");
        self.people().await.people.last().expect("they are listed").id
    }

    /// Has people asked to sign in, by an administrator who signs in with their linked account.
    async fn ask_people(&self, who: WhoMayJoin) {
        let own = self.links().await.first().expect("an account is linked").id;
        joining::sign_in_with_link(&self.accounts, own).await.expect("its owner signs in with it");
        let asked = Admission { asks: true, who, ..Admission::default() };
        joining::set_admission(&self.accounts, asked, Vec::new()).await.expect("people are asked from now on");
    }

    /// The profiles' names and roles.
    async fn everybody(&self) -> Vec<(String, Role)> {
        let all = self.carrick.parts.db.read(profiles::all).await.expect("they can be read");
        all.into_iter().map(|(profile, _)| (profile.name, profile.role)).collect()
    }
}
