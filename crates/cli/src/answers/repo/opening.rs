//! What `carrick repo open` answers.

use schemars::JsonSchema;
use serde::Serialize;

/// What `carrick repo open` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Opened {
    /// The GitLab without its scheme, with port and sub-path.
    pub host: String,
    /// What was opened.
    pub path: String,
    /// The folder; null for its page.
    pub folder: Option<String>,
    /// With what.
    pub with: With,
    /// Which editor it was; null for something else.
    pub editor: Option<String>,
}

/// With what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum With {
    /// An editor.
    Editor,
    /// A terminal.
    Terminal,
    /// The file manager.
    Folder,
    /// The browser.
    Web,
}
