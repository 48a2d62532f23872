-- When merge requests are built, what was seen of them, and what was done about each of their commits.
--
-- Times called "at GitLab" are the instance's, in Unix milliseconds; all others are this computer's.

CREATE TABLE rules (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    profile_id INTEGER NOT NULL REFERENCES profiles,
    -- The account that looks, and in whose name pipelines start.
    link_id    INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    instance   TEXT NOT NULL,
    -- GitLab's number of the project it is for; NULL where it is for all of a namespace.
    project_id INTEGER,
    -- The project or the namespace, as GitLab spells it.
    path       TEXT NOT NULL COLLATE NOCASE,
    is_on      INTEGER NOT NULL,
    -- When it was switched on last: what was opened before is not built by itself.
    on_since   INTEGER NOT NULL,
    -- Lists are kept line by line. Globs of branches; empty for every branch.
    targets      TEXT NOT NULL,
    takes_drafts INTEGER NOT NULL,
    skip_labels  TEXT NOT NULL,
    force_labels TEXT NOT NULL,
    -- 'mine', 'own_branches' or 'members'.
    whose        TEXT NOT NULL,
    -- GitLab's least access level of an author, where it is for members.
    least_level  INTEGER NOT NULL,
    -- Whether a fork's commits may be approved at all.
    takes_forks  INTEGER NOT NULL,
    -- Globs of changed files; empty for all.
    paths        TEXT NOT NULL,
    -- 'merge_request' or 'branch'.
    kind         TEXT NOT NULL,
    -- For branch pipelines: JSON, name to value.
    inputs       TEXT NOT NULL,
    variables    TEXT NOT NULL,
    cancels_superseded INTEGER NOT NULL,
    -- Whether the state is written back to the commit, under this rule's name.
    writes_status INTEGER NOT NULL DEFAULT 0
) STRICT;
-- A project's own rule goes where the project goes; what is at its old place by then may have another.
CREATE UNIQUE INDEX rules_of_project ON rules (profile_id, instance, project_id) WHERE project_id IS NOT NULL;
CREATE UNIQUE INDEX rules_of_namespace ON rules (profile_id, instance, path) WHERE project_id IS NULL;
CREATE INDEX rules_of_link ON rules (link_id);

-- The projects a watcher looks at, and how far it got.
CREATE TABLE watches (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    link_id    INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    -- GitLab's number, and where the project is now.
    project_id INTEGER NOT NULL,
    path       TEXT NOT NULL COLLATE NOCASE,
    -- The highest `updated_at` seen, at GitLab; NULL before the first look came to its end.
    cursor_at  INTEGER,
    -- When all open ones were last read, and when any look last came to its end.
    swept_at   INTEGER,
    looked_at  INTEGER,
    -- What time it was at GitLab as that look began.
    told_at    INTEGER,
    -- In a row, and when it is tried again.
    failures   INTEGER NOT NULL DEFAULT 0,
    next_try   INTEGER NOT NULL DEFAULT 0,
    -- The code of the last failure.
    failure    TEXT,
    -- When one of the last twenty was seen to have a pipeline that GitLab began by itself.
    self_built_at INTEGER,
    UNIQUE (link_id, project_id)
) STRICT;

-- The last snapshot of each merge request, stored together with what was decided of it.
CREATE TABLE merge_requests (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    watch_id  INTEGER NOT NULL REFERENCES watches ON DELETE CASCADE,
    iid       INTEGER NOT NULL,
    sha       TEXT NOT NULL,
    -- 'opened', 'closed', 'merged' or 'locked'.
    state     TEXT NOT NULL,
    is_draft  INTEGER NOT NULL,
    -- JSON, since a server wrote them.
    labels    TEXT NOT NULL,
    source_branch  TEXT NOT NULL,
    target_branch  TEXT NOT NULL,
    -- GitLab's number of the project the commits lie in; NULL once that is gone.
    source_project INTEGER,
    title     TEXT NOT NULL,
    author_id INTEGER,
    author    TEXT NOT NULL,
    -- At GitLab. `prepared_at` is NULL until it is.
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    prepared_at INTEGER,
    -- When this commit was first seen as its head, at GitLab.
    head_seen_at INTEGER NOT NULL,
    -- Whether its present commit was there when it was first looked at: those are not built by themselves.
    was_there   INTEGER NOT NULL,
    -- Until when it is read in each round, at GitLab.
    hot_until   INTEGER NOT NULL DEFAULT 0,
    -- When it was last seen.
    seen_at     INTEGER NOT NULL,
    UNIQUE (watch_id, iid)
) STRICT;
CREATE INDEX merge_requests_of_state ON merge_requests (state, updated_at);
CREATE INDEX merge_requests_hot ON merge_requests (hot_until);

-- What became of a commit of a merge request. Of each there is one row for every time that it was to be built.
CREATE TABLE builds (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    merge_request INTEGER NOT NULL REFERENCES merge_requests ON DELETE CASCADE,
    sha       TEXT NOT NULL,
    -- From 1; a person who asks for another build makes the next.
    attempt   INTEGER NOT NULL,
    target_branch  TEXT NOT NULL,
    source_project INTEGER,
    -- How far it is: see `Step` in build.rs.
    step      TEXT NOT NULL,
    -- Why it is not built, or what it waits for: a `Reason` as JSON.
    reason    TEXT,
    -- 'carrick', 'gitlab' or 'person', once there is a pipeline.
    starter   TEXT,
    pipeline_id     INTEGER,
    -- The project the pipeline runs in, by GitLab's number.
    pipeline_project INTEGER,
    -- GitLab's word, and when it was said.
    status    TEXT,
    status_at INTEGER,
    -- Stages and jobs as last read, as JSON.
    jobs      TEXT,
    -- When it was decided, when GitLab was asked (at GitLab), when it came to its end (at GitLab).
    decided_at INTEGER NOT NULL,
    asked_at   INTEGER,
    ended_at   INTEGER,
    -- The claim that is held for it: the id of what was pushed, or the lease's number.
    claim      TEXT,
    UNIQUE (merge_request, sha, attempt)
) STRICT;
CREATE INDEX builds_under_way ON builds (step) WHERE step NOT IN ('not_built', 'over');
CREATE INDEX builds_by_time ON builds (decided_at);

-- What a person allowed to be built of a fork: this commit, from there, into there, and nothing else.
CREATE TABLE approvals (
    merge_request  INTEGER NOT NULL REFERENCES merge_requests ON DELETE CASCADE,
    sha            TEXT NOT NULL,
    -- 0 where the project is gone.
    source_project INTEGER NOT NULL,
    target_branch  TEXT NOT NULL,
    approved_at    INTEGER NOT NULL,
    PRIMARY KEY (merge_request, sha, source_project, target_branch)
) STRICT, WITHOUT ROWID;

-- What a person has set about builds.
ALTER TABLE preferences ADD COLUMN builds_paused_at INTEGER;
-- 'mine', 'all' or 'none'.
ALTER TABLE preferences ADD COLUMN build_notices TEXT NOT NULL DEFAULT 'mine';
-- Whether what was opened while nobody looked is built, instead of only shown.
ALTER TABLE preferences ADD COLUMN builds_after_sleep INTEGER NOT NULL DEFAULT 0;
-- When it was answered whether builds go on when the window is closed.
ALTER TABLE preferences ADD COLUMN service_offered_at INTEGER;
