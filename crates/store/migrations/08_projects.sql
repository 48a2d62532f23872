-- What is known of projects, and how far they have been read.

ALTER TABLE projects ADD COLUMN avatar_url TEXT;
ALTER TABLE projects ADD COLUMN default_branch TEXT;
-- In GitLab's word, which may be one of tomorrow.
ALTER TABLE projects ADD COLUMN visibility TEXT;
-- Unix milliseconds; GitLab writes it at most once an hour.
ALTER TABLE projects ADD COLUMN last_activity_at INTEGER NOT NULL DEFAULT 0;
-- These come later than the rest; NULL while they are not known.
ALTER TABLE projects ADD COLUMN is_archived INTEGER;
ALTER TABLE projects ADD COLUMN is_empty INTEGER;
-- Of the repository, in bytes.
ALTER TABLE projects ADD COLUMN size INTEGER;
-- When the person asked for a project that no linked account is a member of, and when it was added (Unix
-- milliseconds). It is kept for either.
ALTER TABLE projects ADD COLUMN asked_at INTEGER;
ALTER TABLE projects ADD COLUMN added_at INTEGER;

-- How far the projects of a link have been read: the journal from which a reading that was cut off goes on.
CREATE TABLE readings (
    link_id   INTEGER PRIMARY KEY REFERENCES links ON DELETE CASCADE,
    -- What is being read: 'names', 'rights', 'archived' or 'details'; NULL while nothing is.
    pass      TEXT,
    -- The ranges of GitLab's numbers that the pass has still to read, as 'after-upto' with blanks between them.
    remaining TEXT NOT NULL DEFAULT '',
    -- How many projects there were at the end of the last whole reading of the names.
    total     INTEGER,
    -- When the reading under way began (Unix milliseconds).
    began_at  INTEGER NOT NULL DEFAULT 0,
    -- When the last whole reading of the names began: whatever had happened until then is known.
    whole_at  INTEGER,
    -- When GitLab was last asked for what has changed.
    asked_at  INTEGER
) STRICT;
