-- How agreeing with other machines about a project's builds went when it was last tried.
CREATE TABLE agreements (
    watch_id INTEGER PRIMARY KEY REFERENCES watches ON DELETE CASCADE,
    -- NULL where it went well; else why not, as a word.
    trouble  TEXT,
    -- Since when it is so.
    since    INTEGER NOT NULL,
    -- When claims that are over were last looked for.
    swept_at INTEGER
) STRICT;
CREATE INDEX builds_with_claim ON builds (step) WHERE claim IS NOT NULL;

-- What was posted to commits about builds, until its end was read back.
CREATE TABLE statuses (
    build_id INTEGER PRIMARY KEY REFERENCES builds ON DELETE CASCADE,
    -- By which account: only it can move what it has posted.
    link_id  INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    project_id INTEGER NOT NULL,
    sha      TEXT NOT NULL,
    -- GitLab's number of the pipeline that shows it.
    pipeline_id INTEGER NOT NULL,
    name     TEXT NOT NULL,
    -- GitLab's word that was posted last, and whether that was its end and was read back.
    state    TEXT NOT NULL,
    is_over  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX statuses_open ON statuses (is_over) WHERE NOT is_over;

-- Whether this computer is the only one that builds for a person: then it tells no other.
ALTER TABLE preferences ADD COLUMN builds_only_here INTEGER NOT NULL DEFAULT 0;
-- Whether it comes before the computers of others.
ALTER TABLE preferences ADD COLUMN builds_designated INTEGER NOT NULL DEFAULT 0;
