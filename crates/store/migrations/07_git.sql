-- What git is told of linked accounts.

-- The names an account had before. Who still uses one means that account, unless another has it now.
CREATE TABLE former_usernames (
    link_id  INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    username TEXT NOT NULL,
    PRIMARY KEY (link_id, username)
) STRICT, WITHOUT ROWID;

-- When git may use the account: 'default', 'where_needed' or 'never'.
ALTER TABLE links ADD COLUMN git_use TEXT NOT NULL DEFAULT 'where_needed';
-- The address that GitLab itself would put under a commit of the account's.
ALTER TABLE links ADD COLUMN commit_email TEXT;

-- Which account git uses below a place, and who commits there.
CREATE TABLE account_choices (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    profile_id   INTEGER NOT NULL REFERENCES profiles,
    link_id      INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    instance     TEXT NOT NULL,
    -- A namespace or project, without slashes around it; empty for the whole instance.
    prefix       TEXT NOT NULL COLLATE NOCASE,
    commit_name  TEXT,
    commit_email TEXT,
    signing_key  TEXT,
    UNIQUE (profile_id, instance, prefix)
) STRICT;

-- Projects that a linked account is a member of, or that the person asked for.
CREATE TABLE projects (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    instance   TEXT NOT NULL,
    -- GitLab's number, which stays when the project moves.
    project_id INTEGER NOT NULL,
    -- With its namespace, as GitLab spells it.
    path       TEXT NOT NULL,
    name       TEXT NOT NULL,
    UNIQUE (instance, project_id)
) STRICT;
CREATE INDEX projects_by_path ON projects (instance, path COLLATE NOCASE);

-- Which account can reach which project, and with which of GitLab's access levels; NULL while that is not known.
CREATE TABLE memberships (
    link_id      INTEGER NOT NULL REFERENCES links ON DELETE CASCADE,
    project      INTEGER NOT NULL REFERENCES projects ON DELETE CASCADE,
    access_level INTEGER,
    PRIMARY KEY (project, link_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_of_link ON memberships (link_id);
