//! GitLab's projects, as far as they are known here.

/// A project as GitLab lists it: the part that comes first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// GitLab's number, which stays when the project moves.
    pub project_id: i64,
    /// With its namespace, in GitLab's letters.
    pub path: String,
    /// The name shown.
    pub name: String,
    /// Where its picture is said to be, at the instance itself.
    pub avatar_url: Option<String>,
    /// The branch that is checked out first.
    pub default_branch: Option<String>,
    /// In GitLab's word: `private`, `internal`, `public`.
    pub visibility: Option<String>,
    /// When something last happened in it (Unix milliseconds); 0 where GitLab does not say.
    pub last_activity_at: i64,
    /// What a whole record says besides.
    pub details: Details,
}

/// What comes later: `None` is not known, and changes nothing that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Details {
    /// Whether nothing may be changed in it.
    pub is_archived: Option<bool>,
    /// Whether its repository has no commit.
    pub is_empty: Option<bool>,
    /// The size of its repository in bytes; GitLab tells only some.
    pub size: Option<i64>,
}

/// A project as it is kept for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its number here.
    pub id: i64,
    /// The address of its instance.
    pub instance: String,
    /// As GitLab lists it.
    pub listed: Listed,
    /// Which accounts of theirs can reach it, and with which of GitLab's access levels, where that is known.
    pub reached_by: Vec<(i64, Option<i64>)>,
    /// When they asked for it (Unix milliseconds).
    pub asked_at: Option<i64>,
    /// When they added it (Unix milliseconds).
    pub added_at: Option<i64>,
}

/// From this access level on an account may push: GitLab's Developer.
pub const DEVELOPER: i64 = 30;

/// What is said of an account that may not push: GitLab's Guest, since no more than membership is known.
pub const GUEST: i64 = 10;

/// The longest path worth reading; GitLab's are at most twenty groups deep.
const LONGEST_PATH: usize = 2048;
/// The longest part of one.
const LONGEST_PART: usize = 255;

/// Whether a text is a project's path as GitLab allows it: groups and a project, each of plain letters. Folders are
/// named after the parts.
pub fn is_path(text: &str) -> bool {
    text.contains('/') && is_group_path(text)
}

/// Whether a text is a group's path as GitLab allows it: one part, or several.
pub fn is_group_path(text: &str) -> bool {
    text.len() <= LONGEST_PATH && text.split('/').all(is_part)
}

fn is_part(part: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let ends_as =
        |ending: &str| part.len() >= ending.len() && part[part.len() - ending.len()..].eq_ignore_ascii_case(ending);
    (1..=LONGEST_PART).contains(&part.len())
        && part.bytes().all(is_plain)
        && !part.starts_with('-')
        && !part.ends_with('.')
        && part != ".."
        && !ends_as(".git")
        && !ends_as(".atom")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn paths_are_told_from_what_only_looks_like_one() {
        for path in ["a/b", "Group/sub-group/web.js", "_x/9", "a/.dotfiles"] {
            assert!(is_path(path), "{path} is one");
        }
        for path in
            ["", "a", "/a/b", "a/b/", "a//b", "a/..", "./a", "a/b.git", "a/-b", "a/b c", "a/b\n", "ä/b", "a/b?c"]
        {
            assert!(!is_path(path), "{path:?} is none");
        }
    }

    proptest! {
        #[test]
        fn no_part_of_a_path_leads_out_of_its_folder(text in "[a.\\-_/\\\\: \u{0}-\u{ff}]{0,20}") {
            if is_path(&text) {
                let parts: Vec<&str> = text.split('/').collect();
                prop_assert!(parts.iter().all(|part| !["", ".", "..", ".git"].contains(part)), "{}", text);
                prop_assert!(text.is_ascii() && !text.contains(['\\', ':', '\0', ' ']), "{}", text);
            }
        }
    }
}
