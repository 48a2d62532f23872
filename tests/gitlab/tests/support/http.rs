//! One request, one connection, and what came back of it, whole or not.

use local_gitlab::LocalGitlab;
use serde_json::Value;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// An answer as it came.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether all came that was promised.
    pub(crate) whole: bool,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    /// A string of the JSON body.
    pub(crate) fn field(&self, name: &str) -> String {
        self.json()[name].as_str().unwrap_or_default().to_owned()
    }

    /// An attribute of the element with this id, decoded.
    pub(crate) fn attribute(&self, id: &str, name: &str) -> Option<String> {
        let text = self.text();
        let at = text.find(&format!("id=\"{id}\""))?;
        let start = text[..at].rfind('<')?;
        let tag = &text[start..start + text[start..].find('>')?];
        tag.split_once(&format!(" {name}=\""))?.1.split_once('"').map(|(value, _)| unescape(value))
    }
}

pub(crate) fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Form or query encoding.
pub(crate) fn form(parameters: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}

/// A parameter of the query or fragment of an address, decoded.
pub(crate) fn parameter(address: &str, name: &str) -> Option<String> {
    let (_, query) = address.split_once(['?', '#'])?;
    url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// Sends a request to a path below the relative root. Fails when no answer comes.
pub(crate) fn send(
    gitlab: &LocalGitlab,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<&str>,
) -> io::Result<Answer> {
    let root = gitlab.url().splitn(4, '/').nth(3).map(|root| format!("/{root}")).unwrap_or_default();
    let target = format!("{root}{path}");
    let mut stream = TcpStream::connect(("127.0.0.1", gitlab.port()))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    talk(&mut stream, method, &target, headers, body)
}

/// Speaks HTTP/1.1 over any stream.
pub(crate) fn talk(
    stream: &mut (impl Read + Write),
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: Option<&str>,
) -> io::Result<Answer> {
    let mut head = format!("{method} {target} HTTP/1.1\r\nHost: gitlab.test\r\nConnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if let Some(body) = body {
        if !headers.iter().any(|(name, _)| *name == "Content-Type") {
            head.push_str("Content-Type: application/x-www-form-urlencoded\r\n");
        }
        head.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    stream.write_all(format!("{head}\r\n{}", body.unwrap_or_default()).as_bytes())?;
    let mut bytes = Vec::new();
    // A connection closed in the middle is an answer too: what came before counts.
    let ended = stream.read_to_end(&mut bytes);
    parse(&bytes, ended.is_ok()).ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))
}

fn parse(bytes: &[u8], ended_well: bool) -> Option<Answer> {
    let at = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..at]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let body = bytes[at + 4..].to_vec();
    let promised = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let whole = promised.map_or(ended_well, |length: usize| body.len() == length);
    Some(Answer { status, headers, body, whole })
}
