//! Globs of branches, as GitLab's protected branches have them: `*` is any number of any characters, slashes too, and
//! everything else is itself, letters in their case.

/// Whether a branch is one of those that a glob means. Takes at most the product of both lengths.
pub fn matches(glob: &str, branch: &str) -> bool {
    let (glob, branch) = (glob.as_bytes(), branch.as_bytes());
    let (mut at_glob, mut at_branch) = (0, 0);
    // Behind the last star, and how much of the branch it has taken.
    let mut star: Option<(usize, usize)> = None;
    while at_branch < branch.len() {
        if glob.get(at_glob) == Some(&b'*') {
            at_glob += 1;
            star = Some((at_glob, at_branch));
        } else if glob.get(at_glob) == Some(&branch[at_branch]) {
            at_glob += 1;
            at_branch += 1;
        } else if let Some((behind, taken)) = star {
            star = Some((behind, taken + 1));
            (at_glob, at_branch) = (behind, taken + 1);
        } else {
            return false;
        }
    }
    glob[at_glob..].iter().all(|byte| *byte == b'*')
}
