//! The form of an application, and the page of one that is registered.

use crate::pages::{Page, alert, escape};
use crate::seen::SeenRequest;
use crate::state::applications::{Application, NewApplication, SCOPES};
use axum::body::Body;
use axum::http::Response;

/// What stands in the form, right or wrong.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    name: String,
    redirect_uri: String,
    confidential: bool,
    trusted: bool,
    scopes: Vec<String>,
}

impl Draft {
    /// An empty form. Confidential is ticked, as it is at GitLab.
    pub(super) fn fresh() -> Self {
        Self {
            name: String::new(),
            redirect_uri: String::new(),
            confidential: true,
            trusted: false,
            scopes: Vec::new(),
        }
    }

    pub(super) fn of(application: &Application) -> Self {
        Self {
            name: application.name.clone(),
            redirect_uri: application.redirect_uris.join("\n"),
            confidential: application.confidential,
            trusted: application.trusted,
            scopes: application.scopes.clone(),
        }
    }

    pub(super) fn sent(call: &SeenRequest) -> Self {
        let field = |name: &str| format!("doorkeeper_application[{name}]");
        let text = |name: &str| call.form_param(&field(name)).unwrap_or_default().to_owned();
        // A hidden "0" stands before each box, so the last value counts.
        let ticked = |name: &str| call.form_all(&field(name)).last().is_some_and(|value| value == "1");
        Self {
            name: text("name"),
            redirect_uri: text("redirect_uri"),
            confidential: ticked("confidential"),
            trusted: ticked("trusted"),
            scopes: call.form_all("doorkeeper_application[scopes][]"),
        }
    }

    pub(super) fn into_new(self) -> NewApplication {
        NewApplication {
            name: self.name.trim().to_owned(),
            redirect_uris: self.redirect_uri.split_whitespace().map(str::to_owned).collect(),
            confidential: self.confidential,
            scopes: self.scopes,
            trusted: self.trusted,
            owner: None,
        }
    }
}

/// The form for a new application, sent to `action`.
pub(super) fn new(action: &str, draft: &Draft, objections: &[String], with_trusted: bool) -> String {
    format!(
        "<form method=\"post\" action=\"{action}\" class=\"card\" aria-label=\"New application\">\
         <h2>Add new application</h2>{}{}<p class=\"actions\"><button>Save application</button></p></form>",
        alert(objections),
        fields(draft, with_trusted)
    )
}

/// The page to edit a registered application.
pub(super) fn edit(page: &Page, id: &str, draft: &Draft, objections: &[String]) -> Response<Body> {
    let main = format!(
        "<h1>Edit application</h1>\n<form method=\"post\" action=\"{}/oauth/applications/{}\" class=\"card\">{}\
         <input type=\"hidden\" name=\"_method\" value=\"put\">{}\
         <p class=\"actions\"><button>Save application</button></p></form>",
        page.root,
        escape(id),
        alert(objections),
        fields(draft, false)
    );
    page.show("Edit application", &main)
}

fn fields(draft: &Draft, with_trusted: bool) -> String {
    let trusted =
        if with_trusted { check_box("trusted", "Trusted: skip approval", draft.trusted) } else { String::new() };
    let scopes: String = SCOPES
        .iter()
        .map(|(scope, meaning)| {
            let checked = if draft.scopes.iter().any(|one| one == scope) { " checked" } else { "" };
            format!(
                "<label class=\"check\" for=\"doorkeeper_application_scopes_{scope}\"><input type=\"checkbox\" \
                 id=\"doorkeeper_application_scopes_{scope}\" name=\"doorkeeper_application[scopes][]\" \
                 value=\"{scope}\"{checked}> <span><code>{scope}</code> {meaning}</span></label>"
            )
        })
        .collect();
    format!(
        "<label for=\"doorkeeper_application_name\">Name</label>\
         <input id=\"doorkeeper_application_name\" name=\"doorkeeper_application[name]\" value=\"{}\">\
         <label for=\"doorkeeper_application_redirect_uri\">Redirect URI</label>\
         <textarea id=\"doorkeeper_application_redirect_uri\" name=\"doorkeeper_application[redirect_uri]\" rows=\"3\" \
         aria-describedby=\"redirect_uri_help\" spellcheck=\"false\">\n{}</textarea>\
         <p class=\"note\" id=\"redirect_uri_help\">One address per line</p>{trusted}{}\
         <p class=\"note\">Native apps that others use too cannot keep a secret: untick it for them.</p>\
         <fieldset><legend>Scopes</legend>{scopes}</fieldset>",
        escape(&draft.name),
        escape(&draft.redirect_uri),
        check_box("confidential", "Confidential", draft.confidential),
    )
}

fn check_box(name: &str, label: &str, ticked: bool) -> String {
    let checked = if ticked { " checked" } else { "" };
    format!(
        "<input type=\"hidden\" name=\"doorkeeper_application[{name}]\" value=\"0\">\
         <label class=\"check\" for=\"doorkeeper_application_{name}\"><input type=\"checkbox\" \
         id=\"doorkeeper_application_{name}\" name=\"doorkeeper_application[{name}]\" value=\"1\"{checked}> {label}</label>"
    )
}

/// The page of a registered application; `secret` only when it was made just now.
pub(super) fn details(page: &Page, application: &Application, secret: Option<&str>) -> Response<Body> {
    let Application { id, name, .. } = application;
    let path = format!("{}/oauth/applications/{id}", page.root);
    let secret = match secret {
        Some(secret) => format!(
            "<label for=\"secret\">Secret</label><input id=\"secret\" value=\"{secret}\" readonly>\
             <p class=\"note\">Copy it now. It is shown this once only.</p>"
        ),
        None => "<p>The secret was shown when it was made. If it is lost, renew it.</p>".to_owned(),
    };
    let redirects: String =
        application.redirect_uris.iter().map(|uri| format!("<li><code>{}</code></li>", escape(uri))).collect();
    let main = format!(
        "<h1>Application: {name}</h1>\n<section class=\"card\"><label for=\"application_id\">Application ID</label>\
         <input id=\"application_id\" value=\"{id}\" readonly>{secret}\
         <h2>Redirect URI</h2><ul>{redirects}</ul><h2>Confidential</h2><p>{confidential}</p>\
         <h2>Scopes</h2><p><code>{scopes}</code></p><div class=\"actions\">\
         <form method=\"post\" action=\"{path}\"><input type=\"hidden\" name=\"_method\" value=\"delete\">\
         <button class=\"quiet\">Delete application</button></form>\
         <form method=\"post\" action=\"{path}/renew\"><button class=\"quiet\">Renew secret</button></form>\
         <a href=\"{path}/edit\">Edit</a> <a href=\"{root}/-/user_settings/applications\">Continue</a></div></section>",
        name = escape(name),
        confidential = if application.confidential { "Yes" } else { "No" },
        scopes = escape(&application.scopes.join(" ")),
        root = page.root,
    );
    page.show(name, &main)
}
