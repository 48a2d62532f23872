//! What a person wants added.

pub use carrick_store::db::additions::Kind;

/// A repository that is to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its number.
    pub repository: i64,
    /// Where to.
    pub to: To,
    /// How much of it.
    pub kind: Kind,
    /// Whether the person knows how big it is, and has agreed.
    pub is_size_agreed: bool,
}

/// Where to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// Its place below the projects folder.
    ProjectsFolder,
    /// Exactly this folder: absolute, or below `~/`.
    Folder(String),
    /// It is added without a clone.
    Nowhere,
}

/// Another try, or an answer to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Again {
    /// The number of the addition.
    pub id: i64,
    /// How much of it, if otherwise than before.
    pub kind: Option<Kind>,
    /// Exactly this folder, if another than before: absolute, or below `~/`.
    pub folder: Option<String>,
}
