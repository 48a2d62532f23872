//! A person in a browser: signs in at the local GitLab's pages and presses a button there.

use local_gitlab::DEFAULT_PASSWORD;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Response, redirect};
use url::Url;

/// Signs in and presses **Authorize**; returns the address the browser is then sent to.
pub(crate) async fn approve(username: &str, address: &str) -> String {
    press("Authorize", username, address).await.unwrap_or_else(|page| panic!("GitLab showed a page instead: {page}"))
}

/// Signs in and presses **Deny**.
pub(crate) async fn deny(username: &str, address: &str) -> String {
    press("Deny", username, address).await.unwrap_or_else(|page| panic!("GitLab showed a page instead: {page}"))
}

/// Opens an address as a browser would; returns status and page.
pub(crate) async fn visit(address: &str) -> (u16, String) {
    let answer = new_client().get(address).send().await.expect("the page answers");
    (answer.status().as_u16(), answer.text().await.expect("the page is text"))
}

/// The error is the page that came instead.
async fn press(button: &str, username: &str, address: &str) -> Result<String, String> {
    let mut browser = PrivateWindow { client: new_client(), cookie: None, place: Url::parse(address).unwrap() };
    browser.open(address).await;
    let fields = [("user[login]", username), ("user[password]", DEFAULT_PASSWORD)];
    let form = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let (_, page) = browser.submit("/users/sign_in", form).await;
    if let Some(link) = page.split("id=\"redirect_link\" href=\"").nth(1) {
        return Ok(unescape(link.split('"').next().unwrap_or_default()));
    }
    let wanted = format!(">{button}</button>");
    let Some(form) = page.split("<form").find(|form| form.contains(&wanted)) else { return Err(page) };
    let (went_to, page) = browser.submit("/oauth/authorize", hidden_fields(form)).await;
    went_to.ok_or(page)
}

fn new_client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().redirect(redirect::Policy::none()).no_proxy().build().expect("a plain client")
}

struct PrivateWindow {
    client: Client,
    cookie: Option<String>,
    place: Url,
}

impl PrivateWindow {
    /// Follows redirects as long as they stay at this GitLab; returns where it was sent away to, and the page.
    async fn open(&mut self, address: &str) -> (Option<String>, String) {
        let answer = self.send(self.client.get(address)).await;
        self.follow(answer).await
    }

    async fn submit(&mut self, path: &str, fields: Vec<(String, String)>) -> (Option<String>, String) {
        let root = self.place.path().split("/oauth/").next().unwrap_or_default().to_owned();
        let url = self.place.join(&format!("{root}{path}")).unwrap();
        let answer = self.send(self.client.post(url).form(&fields)).await;
        self.follow(answer).await
    }

    async fn follow(&mut self, mut answer: Response) -> (Option<String>, String) {
        loop {
            let location = answer.headers().get(LOCATION).map(|value| value.to_str().unwrap().to_owned());
            let Some(location) = location else { return (None, answer.text().await.unwrap()) };
            let next = self.place.join(&location).unwrap();
            if next.origin() != self.place.origin() {
                return (Some(location), String::new());
            }
            answer = self.send(self.client.get(next)).await;
        }
    }

    async fn send(&mut self, request: RequestBuilder) -> Response {
        let request = match &self.cookie {
            Some(cookie) => request.header(COOKIE, cookie),
            None => request,
        };
        let answer = request.send().await.expect("the local GitLab answers");
        if let Some(set) = answer.headers().get(SET_COOKIE) {
            self.cookie = set.to_str().unwrap().split(';').next().map(str::to_owned);
        }
        answer
    }
}

fn hidden_fields(form: &str) -> Vec<(String, String)> {
    let form = form.split("</form>").next().unwrap_or_default();
    let inputs = form.split("<input type=\"hidden\" ").skip(1);
    inputs.map(|input| (attribute(input, "name"), attribute(input, "value"))).collect()
}

fn attribute(input: &str, name: &str) -> String {
    let value = input.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
    unescape(value.unwrap_or_default())
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}
