-- When a person was last here (Unix milliseconds).
ALTER TABLE profiles ADD COLUMN last_here_at INTEGER;

-- The accounts people sign in with: an instance and the number of an account there, since names change owners.
CREATE TABLE sign_in_accounts (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    profile_id INTEGER NOT NULL REFERENCES profiles ON DELETE CASCADE,
    instance   TEXT NOT NULL,
    user_id    INTEGER NOT NULL,
    -- As GitLab last told them.
    username   TEXT NOT NULL,
    name       TEXT NOT NULL,
    -- Whether this person came by themselves, and no administrator named them.
    joined     INTEGER NOT NULL,
    added_at   INTEGER NOT NULL,
    UNIQUE (instance, user_id)
) STRICT;
CREATE INDEX sign_in_accounts_of_profile ON sign_in_accounts (profile_id);

-- Who acts here: one row, made when somebody first signs in or out. Without it the first profile acts.
CREATE TABLE acting (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    profile_id INTEGER NOT NULL,
    -- 'signed_in', or why nobody is.
    state      TEXT NOT NULL,
    -- Since when it is so (Unix milliseconds).
    since      INTEGER NOT NULL,
    -- Until when it holds without another sign of life (Unix milliseconds); NULL for as long as nothing is said.
    good_until INTEGER,
    -- On which computer it was written; a copy of the database elsewhere starts signed out.
    computer   TEXT NOT NULL
) STRICT;

-- What is asked of people: one row, made when it is first set.
CREATE TABLE admission (
    one            INTEGER PRIMARY KEY CHECK (one = 1),
    asks           INTEGER NOT NULL,
    -- 'listed', 'anyone' or 'groups'.
    who            TEXT NOT NULL,
    sign_out_after TEXT NOT NULL,
    asks_fresh     INTEGER NOT NULL,
    builds_on      INTEGER NOT NULL
) STRICT;

-- Groups whose members may join, by their number at GitLab, since a path can be given to another group.
CREATE TABLE join_groups (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    integration_id INTEGER NOT NULL REFERENCES integrations ON DELETE CASCADE,
    group_id       INTEGER NOT NULL,
    path           TEXT NOT NULL,
    least_role     INTEGER NOT NULL,
    UNIQUE (integration_id, group_id)
) STRICT;

-- What a sign-in is for, where it is not for a link alone.
ALTER TABLE attempts ADD COLUMN purpose TEXT;
