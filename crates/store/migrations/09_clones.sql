-- Where clones of added repositories lie, and what is still to be added.

CREATE TABLE clones (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    profile_id INTEGER NOT NULL REFERENCES profiles,
    project    INTEGER NOT NULL REFERENCES projects ON DELETE CASCADE,
    -- Absolute.
    folder     TEXT NOT NULL,
    -- The account that was written into it; NULL leaves the choice to the helper.
    link_id    INTEGER REFERENCES links ON DELETE SET NULL,
    -- Unix milliseconds.
    added_at   INTEGER NOT NULL,
    -- When it was last opened from here (Unix milliseconds).
    used_at    INTEGER NOT NULL,
    -- Whether the person left a commit name there that does not fit the account.
    keeps_name INTEGER NOT NULL DEFAULT 0,
    UNIQUE (profile_id, folder)
) STRICT;
CREATE INDEX clones_of_project ON clones (project);

-- Of many projects few are added, and those are asked for alone.
CREATE INDEX projects_added ON projects (path) WHERE added_at IS NOT NULL;

-- What is being added, waits to be, or could not be: the queue, which a restart goes on with.
CREATE TABLE additions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    profile_id INTEGER NOT NULL REFERENCES profiles,
    project    INTEGER NOT NULL REFERENCES projects ON DELETE CASCADE,
    -- Exactly this folder, absolute; NULL for the project's place below the projects folder.
    folder     TEXT,
    -- 'whole' or 'old_contents_when_needed'.
    kind       TEXT NOT NULL,
    -- Whether the person has agreed to how big it is.
    is_size_agreed INTEGER NOT NULL DEFAULT 0,
    -- Unix milliseconds.
    asked_at   INTEGER NOT NULL,
    -- Why it came to nothing, in a word; NULL while it waits or runs.
    failure    TEXT,
    -- What GitLab or git said about that, or where it happened.
    detail     TEXT,
    UNIQUE (profile_id, project)
) STRICT;

-- Whether the host stands in the path of an instance's clones: decided at the first of them, since folders do not move.
CREATE TABLE folder_hosts (
    instance TEXT PRIMARY KEY,
    has_host INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a person has set for themselves.
CREATE TABLE preferences (
    profile_id      INTEGER PRIMARY KEY REFERENCES profiles,
    -- Absolute; NULL for what the desktop and git say.
    projects_folder TEXT,
    -- The desktop entry of the editor that opens folders; NULL for the first one found.
    editor          TEXT,
    -- When it was answered whether git should be set up after the first repository was added (Unix milliseconds).
    git_offered_at  INTEGER
) STRICT;
