//! The questions that are asked, word for word. What an older GitLab does not know stands in none of its texts, since
//! one unknown field fails a whole question.

/// How much of the newest words a GitLab knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Dialect {
    /// Neither of the below.
    Oldest,
    /// When a merge request was prepared: from 16.1.
    Prepared,
    /// What GitLab is about to create by itself: from 18.7.
    #[default]
    Newest,
}

impl Dialect {
    /// The next older one.
    pub fn older(self) -> Option<Self> {
        match self {
            Self::Newest => Some(Self::Prepared),
            Self::Prepared => Some(Self::Oldest),
            Self::Oldest => None,
        }
    }
}

macro_rules! fields {
    ($newer:literal) => {
        concat!(
            "iid state title draft createdAt updatedAt sourceBranch targetBranch sourceProjectId targetProjectId ",
            "diffRefs { headSha } author { id username } labels { nodes { title } } ",
            "headPipeline { id sha ref source status } ",
            $newer
        )
    };
}

macro_rules! by_projects {
    ($newer:literal) => {
        concat!(
            "query($ids: [ID!], $state: MergeRequestState, $since: Time, $first: Int, $after: String) { ",
            "projects(ids: $ids, first: 100) { nodes { id fullPath ",
            "mergeRequests(state: $state, updatedAfter: $since, sort: UPDATED_ASC, first: $first, after: $after) { ",
            "pageInfo { hasNextPage endCursor } nodes { ",
            fields!($newer),
            " } } } } }"
        )
    };
}

macro_rules! by_numbers {
    ($newer:literal) => {
        concat!(
            "query($ids: [ID!], $iids: [String!]) { projects(ids: $ids, first: 100) { nodes { id fullPath ",
            "mergeRequests(iids: $iids, first: 100) { pageInfo { hasNextPage endCursor } nodes { ",
            fields!($newer),
            " } } } } }"
        )
    };
}

macro_rules! by_group {
    ($newer:literal) => {
        concat!(
            "query($path: ID!, $state: MergeRequestState, $since: Time, $first: Int, $after: String) { ",
            "group(fullPath: $path) { id mergeRequests(includeSubgroups: true, state: $state, updatedAfter: $since, ",
            "sort: UPDATED_ASC, first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes { ",
            fields!($newer),
            " } } } }"
        )
    };
}

macro_rules! in_each_dialect {
    ($name:ident, $text:ident, $what:literal) => {
        #[doc = $what]
        pub fn $name(dialect: Dialect) -> &'static str {
            match dialect {
                Dialect::Newest => $text!("preparedAt pipelineCreationRequests { status pipelineId error }"),
                Dialect::Prepared => $text!("preparedAt"),
                Dialect::Oldest => $text!(""),
            }
        }
    };
}

in_each_dialect!(by_projects, by_projects, "What changed, or is open, in some projects.");
in_each_dialect!(by_numbers, by_numbers, "Some merge requests of some projects.");
in_each_dialect!(by_group, by_group, "What changed, or is open, in all of a group.");

/// The heads of what is open in some projects.
pub const HEADS: &str = concat!(
    "query($ids: [ID!], $state: MergeRequestState, $first: Int, $after: String) { ",
    "projects(ids: $ids, first: 100) { nodes { id fullPath ",
    "mergeRequests(state: $state, sort: CREATED_ASC, first: $first, after: $after) { ",
    "pageInfo { hasNextPage endCursor } nodes { iid draft diffRefs { headSha } labels { nodes { title } } } } } } }"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_longer_than_gitlab_takes_or_names_what_is_newer() {
        for dialect in [Dialect::Newest, Dialect::Prepared, Dialect::Oldest] {
            for text in [by_projects(dialect), by_numbers(dialect), by_group(dialect), HEADS] {
                assert!(text.len() < 10_000, "GitLab takes no more");
                assert_eq!(text.matches('{').count(), text.matches('}').count(), "{text}");
                let names = |word| text.contains(word) && text != HEADS;
                assert!(!names("preparedAt") || dialect >= Dialect::Prepared, "{text}");
                assert!(!names("pipelineCreationRequests") || dialect == Dialect::Newest, "{text}");
            }
        }
        assert_eq!(Dialect::Newest.older().and_then(Dialect::older).and_then(Dialect::older), None, "and then none");
    }
}
