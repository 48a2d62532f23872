use crate::support::{api, confidential, linked, post, public, refresh, start};
use local_gitlab::{LocalGitlab, Setting};
use std::thread;

#[test]
fn rotation_ends_both_old_tokens_at_once() {
    let gitlab = start();
    let (application, old) = linked(&gitlab);
    let answer = refresh(&gitlab, &application, &old.refresh_token);
    assert_eq!(answer.status, 200, "the refresh succeeds");
    assert_eq!(answer.json()["expires_in"], 7200, "with a whole lifetime");
    let revoked = api(&gitlab, "/api/v4/user", &old.access_token);
    assert_eq!(revoked.status, 401, "the old access token stops at the same moment");
    assert!(revoked.field("error_description").starts_with("Token was revoked."), "and is called revoked");
    let again = refresh(&gitlab, &application, &old.refresh_token);
    assert_eq!((again.status, again.field("error").as_str()), (400, "invalid_grant"), "there is no grace");
    let fresh = answer.field("access_token");
    assert_eq!(api(&gitlab, "/api/v4/user", &fresh).status, 200, "the new pair outlives the replay");
    let pairs = gitlab.live_pairs();
    assert_eq!(pairs.len(), 1, "one pair is alive");
    assert_eq!(pairs[0].access_token, fresh, "the new one");
}

#[test]
fn a_refresh_token_may_be_made_to_go_on() {
    let gitlab = start();
    let (application, old) = linked(&gitlab);
    gitlab.set_setting(Setting::KeepsRefreshTokens(true));
    for _ in 0..2 {
        let answer = refresh(&gitlab, &application, &old.refresh_token);
        assert_eq!(answer.json().get("refresh_token"), None, "the answer names none");
        let pairs = gitlab.live_pairs();
        assert_eq!((pairs.len(), &pairs[0].refresh_token), (1, &old.refresh_token), "the old one goes on");
        assert_eq!(pairs[0].access_token, answer.field("access_token"), "with a new access token");
    }
    assert_eq!(api(&gitlab, "/api/v4/user", &old.access_token).status, 401, "in place of the old one");
}

#[test]
fn a_refresh_token_outlives_its_access_token() {
    let gitlab = start();
    let (application, pair) = linked(&gitlab);
    gitlab.set_clock_offset(30 * 24 * 3600);
    assert_eq!(refresh(&gitlab, &application, &pair.refresh_token).status, 200, "refresh tokens have no expiry");
}

#[test]
fn of_two_refreshes_at_once_one_wins() {
    let gitlab = start();
    let (application, pair) = linked(&gitlab);
    let mut statuses: Vec<u16> = thread::scope(|scope| {
        let tries: Vec<_> =
            (0..4).map(|_| scope.spawn(|| refresh(&gitlab, &application, &pair.refresh_token).status)).collect();
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400, 400, 400], "the row is locked while one of them turns it over");
    assert_eq!(gitlab.live_pairs().len(), 1, "one pair comes out");
}

#[test]
fn a_dead_token_is_noticed_before_a_wrong_client() {
    let gitlab = start();
    let (mut application, pair) = linked(&gitlab);
    application.secret = gitlab.renew_secret(&application.id).map(|_| "stale".to_owned()).unwrap();
    let good_token = refresh(&gitlab, &application, &pair.refresh_token);
    assert_eq!((good_token.status, good_token.field("error").as_str()), (401, "invalid_client"), "a renewed secret");
    gitlab.revoke_all("alice");
    let dead_token = refresh(&gitlab, &application, &pair.refresh_token);
    assert_eq!(
        (dead_token.status, dead_token.field("error").as_str()),
        (400, "invalid_grant"),
        "the token comes first"
    );
}

#[test]
fn a_token_belongs_to_one_client() {
    let gitlab = start();
    let (_, pair) = linked(&gitlab);
    let other = gitlab.create_application(confidential());
    assert_eq!(refresh(&gitlab, &other, &pair.refresh_token).field("error"), "invalid_grant", "another application");
    let nobody =
        post(&gitlab, "/oauth/token", &[("grant_type", "refresh_token"), ("refresh_token", &pair.refresh_token)]);
    assert_eq!((nobody.status, nobody.field("error").as_str()), (400, "invalid_grant"), "no client at all");
    let nothing = post(&gitlab, "/oauth/token", &[("grant_type", "refresh_token")]);
    assert_eq!(nothing.field("error"), "invalid_request", "no token at all");
    assert_eq!(gitlab.live_pairs(), [pair], "none of these harmed the pair");
}

#[test]
fn scopes_may_be_narrowed_for_good_and_never_widened() {
    let gitlab = start();
    let application = gitlab.create_application(public());
    let pair = gitlab.issue_pair("alice", &application.id, &["api", "read_user"]).unwrap();
    let with_scope = |token: &str, scope: &str| {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", token),
            ("client_id", application.id.as_str()),
            ("scope", scope),
        ];
        post(&gitlab, "/oauth/token", &form)
    };
    assert_eq!(with_scope(&pair.refresh_token, "api openid").field("error"), "invalid_scope", "wider is refused");
    let narrow = with_scope(&pair.refresh_token, "read_user");
    assert_eq!(narrow.field("scope"), "read_user", "narrower is granted");
    let back = with_scope(&narrow.field("refresh_token"), "api");
    assert_eq!(back.field("error"), "invalid_scope", "what was given up does not come back");
}

#[test]
fn deleting_the_application_ends_its_pairs() {
    let gitlab = start();
    let (application, pair) = linked(&gitlab);
    gitlab.delete_application(&application.id);
    assert!(gitlab.live_pairs().is_empty(), "the tokens are gone with it");
    assert_eq!(refresh(&gitlab, &application, &pair.refresh_token).field("error"), "invalid_grant", "unknown by now");
    let unknown = api(&gitlab, "/api/v4/user", &pair.access_token);
    assert_eq!(unknown.field("message"), "401 Unauthorized", "to the API the token never was");
}

#[test]
fn created_at_and_date_follow_the_servers_clock() {
    let gitlab = start();
    let (application, pair) = linked(&gitlab);
    gitlab.set_clock_offset(1_000_000);
    let answer = refresh(&gitlab, &application, &pair.refresh_token);
    let created_at = answer.json()["created_at"].as_i64().unwrap();
    assert!((created_at - pair.created_at - 1_000_000).abs() < 60, "created_at is the server's time");
    let date = httpdate::parse_http_date(answer.header("date").unwrap()).unwrap();
    let date = date.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    assert!(date.abs_diff(u64::try_from(created_at).unwrap()) < 60, "and so is Date");
}

#[test]
fn token_info_tells_what_a_token_is() {
    let gitlab = start();
    let (application, pair) = linked(&gitlab);
    let info = api(&gitlab, "/oauth/token/info", &pair.access_token).json();
    assert_eq!(info["resource_owner_id"], 7, "whose it is");
    assert_eq!(info["scope"], serde_json::json!(["api"]), "what it may");
    assert_eq!(info["application"]["uid"], application.id, "which application has it");
    assert_eq!(info["expires_in"], info["expires_in_seconds"], "the old name is kept");
    assert_eq!(dead_info(&gitlab, "unknown"), (400, "invalid_request".to_owned()), "as Doorkeeper 5.8 answers");
    gitlab.set_setting(Setting::TokenInfoErrorStatus(401));
    assert_eq!(dead_info(&gitlab, "unknown").0, 401, "as other versions answer");
    gitlab.expire_access_tokens();
    assert_eq!(dead_info(&gitlab, &pair.access_token).0, 401, "an expired token is not valid either");
}

fn dead_info(gitlab: &LocalGitlab, token: &str) -> (u16, String) {
    let answer = api(gitlab, "/oauth/token/info", token);
    (answer.status, answer.field("error"))
}
