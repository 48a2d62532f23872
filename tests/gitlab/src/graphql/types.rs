//! The types and fields that there are, as far as Carrick asks for them and a little further, with the version of
//! GitLab from which on there are.

/// A version of GitLab.
pub(crate) type Version = (u32, u32);

/// What a field gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gives {
    /// A value without fields; the name of its type.
    Scalar(&'static str),
    /// An object of this type, or null.
    One(&'static str),
    /// A list of objects.
    Many(&'static str),
    /// Pages of objects.
    Pages(&'static str),
}

/// What a field costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cost {
    /// 1, and its children.
    Plain,
    /// One more, since it asks Gitaly.
    Gitaly,
    /// So many and its children, however many come.
    Constant(u32),
    /// Times the size of the page asked for.
    Resolver,
}

/// A field of a type.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) name: &'static str,
    pub(crate) gives: Gives,
    pub(crate) cost: Cost,
    /// Names and types; a type that ends in `!` is required.
    pub(crate) arguments: &'static [(&'static str, &'static str)],
    pub(crate) since: Version,
}

const fn scalar(name: &'static str, kind: &'static str) -> Definition {
    Definition { name, gives: Gives::Scalar(kind), cost: Cost::Plain, arguments: &[], since: (0, 0) }
}

const fn one(name: &'static str, kind: &'static str) -> Definition {
    Definition { name, gives: Gives::One(kind), cost: Cost::Plain, arguments: &[], since: (0, 0) }
}

const fn pages(
    name: &'static str,
    kind: &'static str,
    arguments: &'static [(&'static str, &'static str)],
) -> Definition {
    Definition { name, gives: Gives::Pages(kind), cost: Cost::Resolver, arguments, since: (0, 0) }
}

impl Definition {
    const fn costing(self, cost: Cost) -> Self {
        Self { cost, ..self }
    }

    const fn taking(self, arguments: &'static [(&'static str, &'static str)]) -> Self {
        Self { arguments, ..self }
    }

    const fn from(self, since: Version) -> Self {
        Self { since, ..self }
    }
}

/// What every list of pages takes.
pub(crate) const PAGING: [(&str, &str); 4] =
    [("first", "Int"), ("last", "Int"), ("after", "String"), ("before", "String")];

const OF_MERGE_REQUESTS: &[(&str, &str)] = &[
    ("iids", "[String!]"),
    ("state", "MergeRequestState"),
    ("draft", "Boolean"),
    ("updatedAfter", "Time"),
    ("updatedBefore", "Time"),
    ("createdAfter", "Time"),
    ("createdBefore", "Time"),
    ("labelName", "[String]"),
    ("labels", "[String!]"),
    ("sourceBranches", "[String!]"),
    ("targetBranches", "[String!]"),
    ("authorUsername", "String"),
    ("sort", "MergeRequestSort"),
    ("includeSubgroups", "Boolean"),
    ("includeArchived", "Boolean"),
];

static QUERY: [Definition; 7] = [
    pages(
        "projects",
        "Project",
        &[
            ("ids", "[ID!]"),
            ("fullPaths", "[String!]"),
            ("membership", "Boolean"),
            ("search", "String"),
            ("sort", "String"),
        ],
    ),
    one("project", "Project").costing(Cost::Resolver).taking(&[("fullPath", "ID!")]),
    one("group", "Group").costing(Cost::Resolver).taking(&[("fullPath", "ID!")]),
    one("mergeRequest", "MergeRequest").costing(Cost::Resolver).taking(&[("id", "MergeRequestID!")]),
    one("currentUser", "CurrentUser"),
    one("metadata", "Metadata").costing(Cost::Resolver),
    one("queryComplexity", "QueryComplexity"),
];

static PROJECT: [Definition; 15] = [
    scalar("id", "ID"),
    scalar("fullPath", "ID"),
    scalar("path", "String"),
    scalar("name", "String"),
    scalar("webUrl", "String"),
    scalar("archived", "Boolean"),
    scalar("visibility", "String"),
    scalar("lastActivityAt", "Time"),
    scalar("jobsEnabled", "Boolean"),
    scalar("mergeRequestsEnabled", "Boolean"),
    one("userPermissions", "ProjectPermissions"),
    one("mergeRequest", "MergeRequest").costing(Cost::Resolver).taking(&[("iid", "String!")]),
    pages("mergeRequests", "MergeRequest", OF_MERGE_REQUESTS),
    one("pipeline", "Pipeline").costing(Cost::Resolver).taking(&[
        ("id", "CiPipelineID"),
        ("iid", "ID"),
        ("sha", "String"),
    ]),
    pages(
        "pipelines",
        "Pipeline",
        &[
            ("status", "PipelineStatusEnum"),
            ("ref", "String"),
            ("sha", "String"),
            ("source", "String"),
            ("updatedAfter", "Time"),
        ],
    ),
];

static GROUP: [Definition; 5] = [
    scalar("id", "ID"),
    scalar("fullPath", "ID"),
    scalar("name", "String"),
    scalar("webUrl", "String"),
    pages("mergeRequests", "MergeRequest", OF_MERGE_REQUESTS),
];

static MERGE_REQUEST: [Definition; 39] = [
    scalar("id", "ID"),
    scalar("iid", "String"),
    scalar("state", "MergeRequestState"),
    scalar("title", "String"),
    scalar("draft", "Boolean"),
    scalar("createdAt", "Time"),
    scalar("updatedAt", "Time"),
    scalar("preparedAt", "Time").from((16, 1)),
    scalar("mergedAt", "Time").costing(Cost::Constant(5)),
    scalar("closedAt", "Time").costing(Cost::Constant(5)),
    scalar("sourceBranch", "String"),
    scalar("targetBranch", "String"),
    scalar("projectId", "Int"),
    scalar("sourceProjectId", "Int"),
    scalar("targetProjectId", "Int"),
    scalar("conflicts", "Boolean"),
    scalar("webUrl", "String"),
    scalar("webPath", "String"),
    scalar("reference", "String"),
    scalar("diffHeadSha", "String").costing(Cost::Gitaly),
    scalar("detailedMergeStatus", "DetailedMergeStatus").costing(Cost::Gitaly).from((15, 3)),
    scalar("mergeStatusEnum", "MergeStatus"),
    scalar("sourceBranchExists", "Boolean").costing(Cost::Gitaly),
    scalar("commitCount", "Int"),
    scalar("userNotesCount", "Int"),
    one("project", "Project"),
    one("sourceProject", "Project"),
    one("targetProject", "Project"),
    one("diffRefs", "DiffRefs"),
    one("author", "UserCore"),
    one("headPipeline", "Pipeline"),
    one("userPermissions", "MergeRequestPermissions"),
    pages("labels", "Label", &[]).costing(Cost::Constant(5)),
    pages("assignees", "UserCore", &[]).costing(Cost::Constant(5)),
    pages("reviewers", "UserCore", &[]).costing(Cost::Constant(5)),
    pages("participants", "UserCore", &[]).costing(Cost::Constant(15)),
    pages("pipelines", "Pipeline", &[("status", "PipelineStatusEnum"), ("ref", "String"), ("sha", "String")]),
    Definition {
        name: "pipelineCreationRequests",
        gives: Gives::Many("CiPipelineCreationRequest"),
        cost: Cost::Plain,
        arguments: &[],
        since: (18, 7),
    },
    Definition {
        name: "diffStats",
        gives: Gives::Many("DiffStats"),
        cost: Cost::Gitaly,
        arguments: &[("path", "String")],
        since: (0, 0),
    },
];

static PIPELINE: [Definition; 25] = [
    scalar("id", "ID"),
    scalar("iid", "String"),
    scalar("status", "PipelineStatusEnum"),
    scalar("sha", "String"),
    scalar("ref", "String"),
    scalar("path", "String"),
    scalar("source", "String"),
    scalar("createdAt", "Time"),
    scalar("updatedAt", "Time"),
    scalar("startedAt", "Time"),
    scalar("finishedAt", "Time"),
    scalar("duration", "Int"),
    scalar("active", "Boolean"),
    scalar("complete", "Boolean"),
    scalar("cancelable", "Boolean"),
    scalar("retryable", "Boolean"),
    scalar("child", "Boolean"),
    scalar("warnings", "Boolean"),
    scalar("yamlErrors", "Boolean"),
    scalar("mergeRequestEventType", "PipelineMergeRequestEventType"),
    one("user", "UserCore"),
    one("project", "Project"),
    one("upstream", "Pipeline"),
    pages("downstream", "Pipeline", &[]),
    pages("jobs", "CiJob", &[("retried", "Boolean"), ("statuses", "[CiJobStatus!]")]),
];

static JOB: [Definition; 10] = [
    scalar("id", "JobID"),
    scalar("name", "String"),
    scalar("status", "CiJobStatus"),
    scalar("allowFailure", "Boolean"),
    scalar("retried", "Boolean"),
    scalar("manualJob", "Boolean"),
    scalar("startedAt", "Time"),
    scalar("finishedAt", "Time"),
    scalar("webPath", "String"),
    one("stage", "CiStage"),
];

static USER: [Definition; 7] = [
    scalar("id", "ID"),
    scalar("username", "String"),
    scalar("name", "String"),
    scalar("avatarUrl", "String"),
    scalar("webUrl", "String"),
    scalar("webPath", "String"),
    scalar("state", "UserState"),
];

static LABEL: [Definition; 3] = [scalar("id", "ID"), scalar("title", "String"), scalar("color", "String")];
static DIFF_REFS: [Definition; 3] =
    [scalar("baseSha", "String"), scalar("headSha", "String"), scalar("startSha", "String")];
static DIFF_STATS: [Definition; 3] = [scalar("path", "String"), scalar("additions", "Int"), scalar("deletions", "Int")];
static CREATION_REQUEST: [Definition; 3] =
    [scalar("status", "CiPipelineCreationStatus"), scalar("pipelineId", "CiPipelineID"), scalar("error", "String")];
static PROJECT_PERMISSIONS: [Definition; 4] = [
    scalar("createPipeline", "Boolean"),
    scalar("pushCode", "Boolean"),
    scalar("readProject", "Boolean"),
    scalar("createMergeRequestIn", "Boolean"),
];
static MERGE_REQUEST_PERMISSIONS: [Definition; 2] =
    [scalar("canMerge", "Boolean"), scalar("pushToSourceBranch", "Boolean")];
static STAGE: [Definition; 1] = [scalar("name", "String")];
static METADATA: [Definition; 3] =
    [scalar("version", "String"), scalar("revision", "String"), scalar("enterprise", "Boolean")];
static COMPLEXITY: [Definition; 2] = [scalar("score", "Int"), scalar("limit", "Int")];
static PAGE_INFO: [Definition; 4] = [
    scalar("hasNextPage", "Boolean"),
    scalar("hasPreviousPage", "Boolean"),
    scalar("startCursor", "String"),
    scalar("endCursor", "String"),
];

/// The fields of a type; none of one that is not here.
pub(crate) fn fields(kind: &str) -> &'static [Definition] {
    match kind {
        "Query" => &QUERY,
        "Project" => &PROJECT,
        "Group" => &GROUP,
        "MergeRequest" => &MERGE_REQUEST,
        "Pipeline" => &PIPELINE,
        "CiJob" => &JOB,
        "UserCore" | "CurrentUser" => &USER,
        "Label" => &LABEL,
        "DiffRefs" => &DIFF_REFS,
        "DiffStats" => &DIFF_STATS,
        "CiPipelineCreationRequest" => &CREATION_REQUEST,
        "ProjectPermissions" => &PROJECT_PERMISSIONS,
        "MergeRequestPermissions" => &MERGE_REQUEST_PERMISSIONS,
        "CiStage" => &STAGE,
        "Metadata" => &METADATA,
        "QueryComplexity" => &COMPLEXITY,
        "PageInfo" => &PAGE_INFO,
        _ => &[],
    }
}

/// The values of an enumeration; none for what is no enumeration here.
pub(crate) fn values(kind: &str) -> Option<&'static [&'static str]> {
    match kind {
        "MergeRequestState" => Some(&["opened", "closed", "merged", "locked", "all"]),
        "MergeRequestSort" => Some(&[
            "CREATED_ASC",
            "CREATED_DESC",
            "UPDATED_ASC",
            "UPDATED_DESC",
            "TITLE_ASC",
            "TITLE_DESC",
            "MERGED_AT_ASC",
            "MERGED_AT_DESC",
            "created_asc",
            "created_desc",
            "updated_asc",
            "updated_desc",
        ]),
        "PipelineStatusEnum" | "CiJobStatus" => Some(&[
            "CREATED",
            "WAITING_FOR_RESOURCE",
            "PREPARING",
            "WAITING_FOR_CALLBACK",
            "PENDING",
            "RUNNING",
            "FAILED",
            "SUCCESS",
            "CANCELED",
            "CANCELING",
            "SKIPPED",
            "MANUAL",
            "SCHEDULED",
        ]),
        _ => None,
    }
}
