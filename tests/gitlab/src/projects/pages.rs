//! The headers with which GitLab turns pages.

use super::query::{Found, Query};
use crate::respond;
use axum::body::Body;
use axum::http::{HeaderName, Response, header};
use std::collections::BTreeMap;

/// What GitLab fills in for a list of projects and then repeats in its links.
pub(crate) const DEFAULTS: [(&str, &str); 12] = [
    ("imported", "false"),
    ("membership", "false"),
    ("order_by", "created_at"),
    ("owned", "false"),
    ("page", "1"),
    ("per_page", "20"),
    ("simple", "false"),
    ("sort", "desc"),
    ("starred", "false"),
    ("statistics", "false"),
    ("with_issues_enabled", "false"),
    ("with_merge_requests_enabled", "false"),
];

/// Where one is in a list that is turned by number.
pub(crate) struct Turned {
    pub(crate) page: usize,
    pub(crate) per_page: usize,
    pub(crate) is_empty: bool,
    pub(crate) is_more: bool,
}

/// The address of a list and the parameters that its links repeat, in the order of their names.
pub(crate) struct Links {
    address: String,
    parameters: BTreeMap<String, String>,
}

impl Links {
    /// The token is not repeated, wherever it came.
    pub(crate) fn new(address: String, defaults: &[(&str, &str)], sent: &[(String, String)]) -> Self {
        let defaults = defaults.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let sent = sent.iter().filter(|(name, _)| name != "access_token").cloned();
        Self { address, parameters: defaults.chain(sent).collect() }
    }

    fn link(&self, rel: &str, name: &str, value: impl ToString) -> String {
        let mut parameters = self.parameters.clone();
        parameters.insert(name.to_owned(), value.to_string());
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        format!("<{}?{query}>; rel=\"{rel}\"", self.address)
    }

    /// `rel="next"` while there is something on the page; that the page after it may be empty is how GitLab ends.
    pub(crate) fn keyset(&self, response: &mut Response<Body>, query: &Query, found: &Found<'_>) {
        let Some(last) = found.rows.last() else { return };
        let name = if query.descending { "id_before" } else { "id_after" };
        set(response, "link", &self.link("next", name, last.id));
    }

    /// All of the offset headers; totals and the last page are left out when they are not counted.
    pub(crate) fn offset(&self, response: &mut Response<Body>, query: &Query, found: &Found<'_>) {
        let turned = Turned {
            page: query.page,
            per_page: query.per_page,
            is_empty: found.rows.is_empty(),
            is_more: found.is_more,
        };
        self.numbered(response, &turned, found.total);
    }

    /// The same of any list.
    pub(crate) fn numbered(&self, response: &mut Response<Body>, turned: &Turned, total: Option<usize>) {
        let page = turned.page;
        let previous = (page > 1 && !turned.is_empty).then(|| page - 1);
        let next = turned.is_more.then(|| page + 1);
        let pages = total.map(|total| total.div_ceil(turned.per_page).max(1));
        let links = [
            previous.map(|page| self.link("prev", "page", page)),
            next.map(|page| self.link("next", "page", page)),
            Some(self.link("first", "page", 1)),
            pages.map(|page| self.link("last", "page", page)),
        ];
        let text = |page: Option<usize>| page.map(|page| page.to_string()).unwrap_or_default();
        set(response, "link", &links.into_iter().flatten().collect::<Vec<_>>().join(", "));
        set(response, "x-per-page", &turned.per_page.to_string());
        set(response, "x-page", &page.to_string());
        set(response, "x-next-page", &text(next));
        set(response, "x-prev-page", &text(previous));
        if let (Some(total), Some(pages)) = (total, pages) {
            set(response, "x-total", &total.to_string());
            set(response, "x-total-pages", &pages.to_string());
        }
    }
}

fn set(response: &mut Response<Body>, name: &'static str, value: &str) {
    let name = if name == "link" { header::LINK } else { HeaderName::from_static(name) };
    response.headers_mut().insert(name, respond::header(value));
}
