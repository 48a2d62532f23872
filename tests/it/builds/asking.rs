//! What changes something at GitLab is asked for once.

use std::collections::BTreeMap;
use std::time::Duration;

use carrick::gitlab::pipelines::{Outcome, Why};
use carrick::gitlab::{Caller, Client, Error};
use carrick_store::instance::Instance;
use local_gitlab::{Fault, FaultKind};
use secrecy::SecretString;

use super::room::{of_alice, with_group};
use crate::support::Installation;

const PATIENCE: Duration = Duration::from_secs(20);

/// Where and as whom the first link asks.
fn access(installation: &Installation) -> (Instance, SecretString) {
    let instance = Instance::parse(&installation.gitlab.url()).unwrap();
    let pair = installation.gitlab.live_pairs().remove(0);
    (instance, pair.access_token.into())
}

#[tokio::test]
async fn a_pipeline_is_asked_for_once_whatever_comes_instead_of_an_answer() {
    let (installation, _, ids) = with_group(1).await;
    let opened = installation.gitlab.open_merge_request(of_alice(ids[0])).unwrap();
    let (instance, token) = access(&installation);
    let caller = Caller { instance: &instance, token: &token };
    let client = Client::new(PATIENCE);
    let path = format!("/api/v4/projects/{}/merge_requests/{}/pipelines", ids[0], opened.iid);
    let elsewhere = FaultKind::Redirect(format!("{}/api/v4/elsewhere", installation.gitlab.url()));
    let broken = FaultKind::Status { code: 502, retry_after: None, body: String::new() };
    for (kind, acted) in [(elsewhere, false), (broken, true), (FaultKind::Reset, true)] {
        installation.gitlab.clear_requests();
        installation.gitlab.fault(Fault::once(&path, kind.clone()));
        let answer = client.start_merge_request_pipeline(caller, ids[0].cast_signed(), opened.iid.cast_signed()).await;
        let error = answer.expect_err("there is no answer");
        assert_eq!(error.may_have_acted(), acted, "{kind:?}: {error:?}");
        let asked = installation.gitlab.requests().iter().filter(|request| request.method == "POST").count();
        assert_eq!(asked, 1, "{kind:?}: it is not asked for twice");
    }
    installation.finish().await;
}

#[tokio::test]
async fn what_gitlab_refuses_is_told_apart_from_what_went_wrong() {
    let (installation, _, ids) = with_group(1).await;
    let (instance, token) = access(&installation);
    let caller = Caller { instance: &instance, token: &token };
    let client = Client::new(PATIENCE);
    let project = ids[0].cast_signed();
    let missing = client.start_merge_request_pipeline(caller, project, 999).await.unwrap();
    assert!(matches!(missing.what, Outcome::Refused(ref refusal) if refusal.why == Why::NotThere), "{missing:?}");
    assert!(missing.at.is_some(), "with the server's time");
    assert_eq!(client.pipeline(caller, project, 999).await.unwrap().what, None, "there is no such pipeline");
    let dead: SecretString = "dead".to_owned().into();
    let refused = client.pipeline(Caller { token: &dead, ..caller }, project, 1).await;
    assert_eq!(refused, Err(Error::Unauthorized), "the token");
    let (inputs, variables) = (BTreeMap::new(), BTreeMap::new());
    let branch = carrick::gitlab::pipelines::Branch { reference: "no-such", inputs: &inputs, variables: &variables };
    let started = client.start_branch_pipeline(caller, project, branch).await.unwrap();
    assert!(matches!(started.what, Outcome::Refused(ref refusal) if refusal.why == Why::NoRef), "{started:?}");
    installation.finish().await;
}
