//! A CI file as text: whether anything in it seems to run for merge requests, and what can be added to it. Nothing here
//! reads it as GitLab does: the first build will tell.

/// What is added: pipelines for merge requests, and for branches only while no merge request of them is open.
const ADDED: &str = "\
workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"
    - if: $CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS
      when: never
    - if: $CI_COMMIT_BRANCH
    - if: $CI_COMMIT_TAG
";

/// The words of a CI file at its left edge that are no jobs.
const NO_JOBS: [&str; 13] = [
    "after_script",
    "before_script",
    "cache",
    "default",
    "image",
    "include",
    "pages",
    "services",
    "spec",
    "stages",
    "types",
    "variables",
    "workflow",
];

/// Whether anything in a CI file, with all that it includes, seems to run for merge requests. It is read as text: the
/// first build will tell.
pub(in crate::builds) fn seems_to_run(merged: &str) -> bool {
    let speaks_of_them = |block: &Block<'_>| {
        block.lines.iter().any(|line| {
            line.contains("merge_request_event") || line.contains("merge_requests") || line.contains("CI_MERGE_REQUEST")
        })
    };
    let blocks = blocks(merged);
    let has_rules = |block: &Block<'_>| block.lines.iter().any(|line| line.trim_start().starts_with("rules:"));
    let is_job = |block: &Block<'_>| !NO_JOBS.contains(&block.name) || block.name == "pages";
    // A job with rules of its own runs in any kind of pipeline that they let pass.
    blocks.iter().any(|block| match block.name {
        "workflow" => speaks_of_them(block),
        _ => is_job(block) && (speaks_of_them(block) || has_rules(block)),
    })
}

/// Whether what is added says something that the file does not say already in another way.
pub(in crate::builds) fn can_be_added_to(text: &str) -> bool {
    blocks(text).iter().all(|block| block.name != "workflow")
}

struct Block<'a> {
    name: &'a str,
    lines: Vec<&'a str>,
}

/// What stands at the left edge, each with the lines below it, without comments.
fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        let begins = line.starts_with(|c: char| !c.is_whitespace() && c != '-' && c != '#');
        match line.split_once(':') {
            Some((name, _)) if begins => {
                blocks.push(Block { name: name.trim_matches(['"', '\'', ' ']), lines: vec![line] });
            }
            _ => {
                if let Some(block) = blocks.last_mut() {
                    block.lines.push(line);
                }
            }
        }
    }
    blocks
}

/// Whether a CI file seems to include a file of its own project.
pub(in crate::builds) fn includes(text: &str, path: &str) -> bool {
    blocks(text).iter().any(|block| block.name == "include" && block.lines.iter().any(|line| line.contains(path)))
}

/// What is put behind the text, with the line ends that make it lines of its own.
pub(super) fn added_to(text: &str) -> String {
    let gap = if text.is_empty() || text.ends_with("\n\n") { "" } else { "\n" };
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("{end}{gap}{ADDED}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_file_runs_for_merge_requests_where_a_rule_lets_them_pass() {
        let runs = [
            "test:\n  script: x\n  rules:\n    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\n",
            "test:\n  script: x\n  only:\n    - merge_requests\n",
            "test:\n  script: x\n  rules:\n    - changes: [a]\n",
            "workflow:\n  rules:\n    - if: $CI_MERGE_REQUEST_ID\ntest:\n  script: x\n",
        ];
        for text in runs {
            assert!(seems_to_run(text), "{text}");
        }
        let does_not = [
            "test:\n  script: x\n",
            "test:\n  script: x\n  only: [main]\n",
            "# merge_request_event\ntest:\n  script: x\n",
            "workflow:\n  rules:\n    - if: $CI_COMMIT_TAG\ntest:\n  script: x\n",
            "variables:\n  A: merge_request_event\ntest:\n  script: x\n",
            "",
        ];
        for text in does_not {
            assert!(!seems_to_run(text), "{text}");
        }
    }

    #[test]
    fn what_is_added_makes_it_run_and_is_added_once() {
        for text in ["", "test:\n  script: x", "test:\n  script: x\n", "test:\n  script: x\n\n"] {
            assert!(can_be_added_to(text), "{text:?}");
            let after = format!("{text}{}", added_to(text));
            assert!(seems_to_run(&after) && after.starts_with(text), "{after:?}: all that was there stays");
            assert!(after == ADDED || after.contains("\n\nworkflow:"), "{after:?}: with one empty line between");
            assert!(!can_be_added_to(&after), "{after:?}");
        }
    }

    #[test]
    fn what_is_added_builds_no_branch_beside_its_merge_request() {
        let rules: Vec<&str> = ADDED.lines().map(str::trim).collect();
        let place = |rule: &str| rules.iter().position(|line| *line == rule).expect("it is a rule");
        let beside = place("- if: $CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS");
        assert_eq!(
            rules[beside + 1],
            "when: never",
            "a branch with an open merge request has that one's pipeline alone"
        );
        assert!(beside < place("- if: $CI_COMMIT_BRANCH"), "and this is read before branches are let pass");
    }

    #[test]
    fn what_a_file_includes_of_its_project_is_named_in_it() {
        let text = "include:\n  - local: /ci/test.yml\ntest:\n  script: cat src/a.rs\n";
        assert!(includes(text, "ci/test.yml"), "a local file");
        assert!(!includes(text, "src/a.rs"), "what a job reads is not included");
    }

    proptest! {
        #[test]
        fn whatever_a_file_says_it_is_read_or_not(text in "([a-z:#' -]{0,12}\\n?|\\PC){0,20}") {
            let _ = (seems_to_run(&text), includes(&text, "a"));
            let added = text.clone() + &added_to(&text);
            prop_assert!(!can_be_added_to(&added), "what was added is seen");
        }
    }
}
