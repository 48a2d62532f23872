//! A browser as far as these pages need one: cookies, forms, no scripts.

use super::http::{self, Answer, unescape};
use local_gitlab::{DEFAULT_PASSWORD, LocalGitlab};
use std::collections::BTreeMap;

pub(crate) struct Browser<'g> {
    gitlab: &'g LocalGitlab,
    cookies: BTreeMap<String, String>,
}

impl<'g> Browser<'g> {
    pub(crate) fn new(gitlab: &'g LocalGitlab) -> Self {
        Self { gitlab, cookies: BTreeMap::new() }
    }

    pub(crate) fn signed_in(gitlab: &'g LocalGitlab, username: &str) -> Self {
        let mut browser = Self::new(gitlab);
        let answer = browser.sign_in(username, DEFAULT_PASSWORD);
        assert_eq!(answer.status, 302, "{username} signs in");
        browser
    }

    pub(crate) fn sign_in(&mut self, login: &str, password: &str) -> Answer {
        self.post("/users/sign_in", &[("user[login]", login), ("user[password]", password)])
    }

    pub(crate) fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    pub(crate) fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send("POST", path, Some(&http::form(form)))
    }

    /// Goes where a redirect within the instance points.
    pub(crate) fn follow(&mut self, answer: &Answer) -> Answer {
        let location = answer.header("location").expect("the answer redirects").to_owned();
        let root = self.gitlab.host().split_once('/').map(|(_, root)| format!("/{root}")).unwrap_or_default();
        let path = location.strip_prefix(&root).expect("the redirect stays within the relative root");
        self.get(path)
    }

    /// Sends the form that has this button, with its hidden fields.
    pub(crate) fn press(&mut self, page: &Answer, button: &str) -> Answer {
        let text = page.text();
        let end = text.find(&format!(">{button}</button>")).expect("the page has the button");
        let start = text[..end].rfind("<form").expect("a form is around the button");
        let form = &text[start..end];
        let fields: Vec<(String, String)> = form
            .split("<input type=\"hidden\"")
            .skip(1)
            .map(|field| (value_of(field, "name"), value_of(field, "value")))
            .collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let root = self.gitlab.host().split_once('/').map(|(_, root)| format!("/{root}")).unwrap_or_default();
        let action = value_of(form, "action");
        let path = action.strip_prefix(&root).expect("the form stays within the relative root").to_owned();
        self.post(&path, &fields)
    }

    fn send(&mut self, method: &str, path: &str, body: Option<&str>) -> Answer {
        let cookie: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookie = cookie.join("; ");
        let answer =
            http::send(self.gitlab, method, path, &[("Cookie", &cookie)], body).expect("the server answers a browser");
        for (_, value) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (name, rest) = value.split_once('=').expect("a cookie has a name");
            self.cookies.insert(name.to_owned(), rest.split(';').next().unwrap_or_default().to_owned());
        }
        answer
    }
}

fn value_of(html: &str, name: &str) -> String {
    let value = html.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split_once('"'));
    unescape(value.map_or("", |(value, _)| value))
}
