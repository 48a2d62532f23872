//! A set-up as it is handed to others: which GitLab, which application, which scopes. Never a Secret, and nothing about
//! trust, certificates, proxies or the network, so that whoever takes it in trusts nobody more than before.
//!
//! It is a small JSON [`document`], and the same in a [`link`] of Carrick's own scheme. Both are read as the hostile text
//! they are: anybody can make one up, and a page can ask the browser to open it.

mod document;
mod fault;
pub mod link;
mod name;
mod parts;

pub use document::{LONGEST, VERSION};
pub use parts::Setup;

use carrick_store::error::Error;

impl Setup {
    /// Reads what somebody was handed: a link, or a document.
    ///
    /// # Errors
    /// `SetupMalformed` with the part that is wrong, `SetupNewer`, and what the form says of an address, an Application
    /// ID or a scope that can be none.
    pub fn read(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        if link::is_one(text) { link::read(text) } else { document::read(text) }
    }

    /// The document, with a line for each part.
    pub fn document(&self) -> String {
        document::write(self)
    }

    /// The same as a link.
    pub fn link(&self) -> String {
        link::write(self)
    }

    /// What a file with the document is called.
    pub fn file_name(&self) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '-' };
        let host: String = self.instance.host().chars().map(plain).take(100).collect();
        format!("carrick-setup-{host}.json")
    }
}

#[cfg(test)]
mod tests;
