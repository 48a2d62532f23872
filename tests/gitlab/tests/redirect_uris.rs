use crate::support::browser::Browser;
use crate::support::{authorize_path, start};
use local_gitlab::NewApplication;

/// Sent, registered, whether they match: the table of Doorkeeper's rules.
const MATCHING: [(&str, &str, bool); 36] = [
    // Loopback literals: the port is free, the literal is not.
    ("http://127.0.0.1:5000/cb", "http://127.0.0.1/cb", true),
    ("http://127.0.0.1/cb", "http://127.0.0.1:5000/cb", true),
    ("http://[::1]:5000/cb", "http://[::1]/cb", true),
    ("http://127.0.0.2:5000/cb", "http://127.0.0.1/cb", false),
    ("http://[::1]:5000/cb", "http://127.0.0.1/cb", false),
    ("http://[0:0:0:0:0:0:0:1]:5000/cb", "http://[::1]/cb", false),
    ("http://localhost:5000/cb", "http://localhost/cb", false),
    ("http://localhost:5000/cb", "http://localhost:5000/cb", true),
    ("http://localhost:80/cb", "http://localhost/cb", true),
    ("http://10.0.0.1:5000/cb", "http://10.0.0.1/cb", false),
    ("https://127.0.0.1/cb", "http://127.0.0.1/cb", false),
    // Paths: empty is a slash, everything else counts.
    ("http://127.0.0.1:5000", "http://127.0.0.1/", true),
    ("http://127.0.0.1/cb/", "http://127.0.0.1/cb", false),
    ("http://127.0.0.1/CB", "http://127.0.0.1/cb", false),
    ("http://127.0.0.1/oauth/gitlab/127.0.0.1:8080", "http://127.0.0.1/oauth/gitlab/127.0.0.1:8080", true),
    ("http://127.0.0.1:9/oauth/gitlab/%5B::1%5D:8080/x", "http://127.0.0.1/oauth/gitlab/%5B::1%5D:8080/x", true),
    ("http://127.0.0.1/oauth/gitlab/%5b::1%5d", "http://127.0.0.1/oauth/gitlab/%5B::1%5D", false),
    // Custom schemes: scheme and host without case, no port to ignore.
    ("MyApp://OAUTH/cb", "myapp://oauth/cb", true),
    ("dev.carrick.desktop://oauth/gitlab/a.b:8443/sub", "dev.carrick.desktop://oauth/gitlab/a.b:8443/sub", true),
    ("dev.carrick.desktop://oauth/gitlab/a.b/SUB", "dev.carrick.desktop://oauth/gitlab/a.b/sub", false),
    ("dev.carrick.desktop://oauth", "dev.carrick.desktop://oauth/", true),
    ("com.x.app:/cb", "com.x.app:/cb", true),
    ("com.x.app:/cb", "com.x.app:///cb", false),
    ("com.x.app:/cb", "com.x.app://cb", false),
    ("com.x.app:cb", "com.x.app:cb", false),
    ("com_x:/cb", "com_x:/cb", false),
    // Queries: one that is registered must be met, order aside; others are extra.
    ("http://127.0.0.1/cb?x=1", "http://127.0.0.1/cb", true),
    ("http://127.0.0.1/cb?x=1", "http://127.0.0.1/cb?x=2", false),
    ("http://127.0.0.1/cb?a=1&b=2", "http://127.0.0.1/cb?b=2&a=1", true),
    ("http://127.0.0.1/cb", "http://127.0.0.1/cb?x=1", false),
    // Never sent to.
    ("http://127.0.0.1/cb#part", "http://127.0.0.1/cb", false),
    ("http://a@127.0.0.1/cb", "http://127.0.0.1/cb", false),
    ("javascript:alert(1)", "javascript:alert(1)", false),
    ("localhost://cb", "localhost://cb", false),
    ("http:///cb", "http:///cb", false),
    ("http://127.0.0.1/[cb]", "http://127.0.0.1/[cb]", false),
];

#[test]
fn sent_and_registered_addresses_match_as_doorkeeper_compares_them() {
    let gitlab = start();
    let mut browser = Browser::signed_in(&gitlab, "alice");
    for (sent, registered, matches) in MATCHING {
        let application = gitlab.create_application(NewApplication {
            redirect_uris: vec!["https://other.example/cb".to_owned(), registered.to_owned()],
            ..NewApplication::default()
        });
        let page = browser.get(&authorize_path(&application.id, &[("redirect_uri", sent)]));
        let accepted = page.text().contains(">Authorize</button>");
        assert_eq!(accepted, matches, "sent {sent}, registered {registered}");
        assert_eq!(page.text().contains("doesn&#39;t match client redirect URI"), !matches, "{sent} is told as such");
    }
}

#[test]
fn a_missing_redirect_uri_is_an_error_page() {
    let gitlab = start();
    let application = gitlab.create_application(crate::support::confidential());
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let page = browser.get(&authorize_path(&application.id, &[("redirect_uri", "")]));
    assert!(page.text().contains("doesn&#39;t match client redirect URI"), "even with few registered, none is assumed");
}

#[test]
fn registration_refuses_what_gitlab_refuses() {
    let gitlab = start();
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let rows = [
        ("", Some("can&#39;t be blank.")),
        ("javascript:alert(1)", Some("is forbidden by the server.")),
        ("data:text/html,x", Some("is forbidden by the server.")),
        ("vbscript:x", Some("is forbidden by the server.")),
        ("https://a.example/cb#part", Some("cannot contain a fragment.")),
        ("localhost://cb", Some("must specify a scheme.")),
        ("localhost:3000/cb", Some("must specify a scheme.")),
        ("com.x.app:cb", Some("must specify a scheme.")),
        ("/cb", Some("must be an absolute URI.")),
        ("http:///cb", Some("must specify a host.")),
        ("com_x://cb", Some("must be a valid URI.")),
        ("https://a.example/c b[", Some("must be a valid URI.")),
        ("dev.carrick.desktop://oauth/gitlab/a.b:8443/sub", None),
        ("com.x.app:/cb", None),
        ("http://a.example/cb", None),
        ("http://127.0.0.1/cb\r\nhttps://a.example/cb", None),
    ];
    for (redirect, refusal) in rows {
        let page = browser.post(
            "/oauth/applications",
            &[
                ("doorkeeper_application[name]", "Carrick"),
                ("doorkeeper_application[redirect_uri]", redirect),
                ("doorkeeper_application[scopes][]", "api"),
            ],
        );
        match refusal {
            Some(text) => assert!(page.text().contains(text), "{redirect} is refused: {text}"),
            None => assert!(page.text().contains("Application ID"), "{redirect} may be registered"),
        }
    }
}
