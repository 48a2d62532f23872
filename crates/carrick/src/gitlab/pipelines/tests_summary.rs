//! What GitLab tells of a pipeline's tests.

use serde::Deserialize;

use crate::gitlab::{fields, wire};

/// More failed tests than these are not named.
const MOST_FAILED: usize = 200;

/// How many tests came out how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TestCounts {
    /// All of them.
    pub all: u64,
    /// Those that passed.
    pub passed: u64,
    /// Those that failed.
    pub failed: u64,
    /// Those that were left out.
    pub skipped: u64,
    /// Those that could not be run.
    pub broken: u64,
}

/// A test that failed, or could not be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedTest {
    /// The suite it is in.
    pub suite: String,
    /// Its name.
    pub name: String,
}

#[derive(Deserialize)]
struct Summary {
    total: Total,
}

#[derive(Deserialize)]
struct Total {
    count: Option<u64>,
    success: Option<u64>,
    failed: Option<u64>,
    skipped: Option<u64>,
    error: Option<u64>,
}

#[derive(Deserialize)]
struct Report {
    test_suites: Vec<Suite>,
}

#[derive(Deserialize)]
struct Suite {
    name: Option<String>,
    test_cases: Option<Vec<Case>>,
}

#[derive(Deserialize)]
struct Case {
    status: Option<String>,
    name: Option<String>,
}

pub(super) fn counts(body: &[u8]) -> Option<TestCounts> {
    let Summary { total } = serde_json::from_slice(wire::unmarked(body)).ok()?;
    Some(TestCounts {
        all: total.count?,
        passed: total.success.unwrap_or_default(),
        failed: total.failed.unwrap_or_default(),
        skipped: total.skipped.unwrap_or_default(),
        broken: total.error.unwrap_or_default(),
    })
}

pub(super) fn failed(body: &[u8]) -> Option<Vec<FailedTest>> {
    let Report { test_suites } = serde_json::from_slice(wire::unmarked(body)).ok()?;
    let of_suite = |suite: Suite| {
        let name = fields::text(&suite.name.unwrap_or_default());
        let cases = suite.test_cases.unwrap_or_default().into_iter();
        let bad = cases.filter(|case| matches!(case.status.as_deref(), Some("failed" | "error")));
        bad.map(move |case| FailedTest { suite: name.clone(), name: fields::text(&case.name.unwrap_or_default()) })
    };
    Some(test_suites.into_iter().flat_map(of_suite).take(MOST_FAILED).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tests_are_counted_and_those_that_failed_named() {
        let body =
            br#"{"total":{"time":1.5,"count":3,"success":1,"failed":1,"skipped":0,"error":1,"suite_error":null}}"#;
        let told = TestCounts { all: 3, passed: 1, failed: 1, skipped: 0, broken: 1 };
        assert_eq!(counts(body), Some(told), "as GitLab counts");
        let body = br#"{"test_suites":[{"name":"unit","test_cases":[
            {"status":"success","name":"a"},{"status":"failed","name":"b\n"},{"status":"error","name":null}]}]}"#;
        let names: Vec<String> = failed(body).unwrap().into_iter().map(|test| test.name).collect();
        assert_eq!(names, ["b", ""], "what failed, and what could not be run");
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_not(body in "\\PC{0,200}") {
            let _ = (counts(body.as_bytes()), failed(body.as_bytes()));
        }
    }
}
