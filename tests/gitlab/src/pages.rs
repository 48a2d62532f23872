//! The pages a person sees: plain HTML in a look of our own.

pub(crate) mod account;
pub(crate) mod applications;
pub(crate) mod consent;
pub(crate) mod gate;
pub(crate) mod home;
pub(crate) mod merge_requests;
pub(crate) mod projects;
pub(crate) mod sign_in;

use crate::instance::Instance;
use crate::respond;
use crate::state::World;
use axum::body::Body;
use axum::http::{Response, StatusCode, header};

/// What every page needs to know: where links begin and who is signed in.
pub(crate) struct Page {
    pub(crate) root: String,
    /// Full name and username.
    pub(crate) person: Option<(String, String)>,
    admin: bool,
}

/// What the content security policy of one page lets through beyond our own origin.
#[derive(Default)]
pub(crate) struct Allowed<'a> {
    /// The scheme a form's answer may redirect to. Chromium checks `form-action`
    /// on redirects too, so without it the callback would never be opened.
    pub(crate) form_scheme: Option<&'a str>,
    /// The nonce of the page's one script.
    pub(crate) script_nonce: Option<&'a str>,
}

impl Page {
    pub(crate) fn new(instance: &Instance, world: &World, user_id: Option<u64>) -> Self {
        let user = user_id.and_then(|id| world.user(id));
        Self {
            root: instance.root.clone(),
            person: user.map(|user| (user.name.clone(), user.username.clone())),
            admin: user.is_some_and(|user| user.admin),
        }
    }

    /// A page with status 200.
    pub(crate) fn show(&self, title: &str, main: &str) -> Response<Body> {
        self.answer(StatusCode::OK, title, main, &Allowed::default())
    }

    pub(crate) fn answer(&self, status: StatusCode, title: &str, main: &str, allowed: &Allowed<'_>) -> Response<Body> {
        let Self { root, .. } = self;
        let title = escape(title);
        let html = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title} · Local GitLab</title>\n\
             <link rel=\"stylesheet\" href=\"{root}/assets/local.css\">\n</head>\n<body>\n{}\n<main>\n{main}\n</main>\n\
             </body>\n</html>\n",
            self.header()
        );
        let mut response = respond::bytes(status, "text/html; charset=utf-8", html);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, respond::header(&policy(allowed)));
        headers.insert(header::CACHE_CONTROL, respond::header("max-age=0, private, must-revalidate"));
        headers.insert(header::X_FRAME_OPTIONS, respond::header("SAMEORIGIN"));
        response
    }

    fn header(&self) -> String {
        let Self { root, .. } = self;
        let brand = format!(
            "<a class=\"brand\" href=\"{root}/\">Local GitLab</a> <span class=\"note\">for practice, on this computer</span>"
        );
        let Some((name, username)) = &self.person else { return format!("<header>{brand}</header>") };
        let admin = if self.admin { format!("<a href=\"{root}/admin/applications\">Admin</a>") } else { String::new() };
        format!(
            "<header>{brand}<nav aria-label=\"Your account\">{admin}<a href=\"{root}/-/user_settings/profile\">{} \
             (@{})</a><a href=\"{root}/-/user_settings/applications\">Applications</a>\
             <form method=\"post\" action=\"{root}/users/sign_out\"><button class=\"quiet\">Sign out</button></form>\
             </nav></header>",
            escape(name),
            escape(username)
        )
    }
}

fn policy(allowed: &Allowed<'_>) -> String {
    let script = allowed.script_nonce.map_or_else(|| "'none'".to_owned(), |nonce| format!("'nonce-{nonce}'"));
    let form = allowed.form_scheme.map_or_else(|| "'self'".to_owned(), |scheme| format!("'self' {scheme}:"));
    format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src {script}; form-action {form}; \
         base-uri 'none'; frame-ancestors 'none'"
    )
}

/// Text for HTML, inside elements and quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// An alert above a form; nothing for no sentences.
pub(crate) fn alert(sentences: &[String]) -> String {
    match sentences {
        [] => String::new(),
        [one] => format!("<p role=\"alert\">{}</p>", escape(one)),
        several => {
            let items: String = several.iter().map(|one| format!("<li>{}</li>", escape(one))).collect();
            format!("<div role=\"alert\"><ul>{items}</ul></div>")
        }
    }
}
