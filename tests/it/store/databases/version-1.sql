-- A database as version 1 left it: one account linked.
CREATE TABLE profiles (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL CHECK (role IN ('admin', 'member')),
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE integrations (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    instance       TEXT NOT NULL,
    application_id TEXT,
    secret_set_at  INTEGER,
    scopes         TEXT NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX integrations_once ON integrations (instance, application_id);

-- Every token pair GitLab gave us is exactly one of these rows: 'expected' while its answer is on the
-- way, 'received' once it lies in the vault, 'linked' while a link lives on it, 'revoking' until GitLab
-- has ended it. A row goes when the pair is dead.
CREATE TABLE pairs (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    integration_id INTEGER REFERENCES integrations ON DELETE SET NULL,
    instance       TEXT NOT NULL,
    application_id TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('expected', 'received', 'linked', 'revoking')),
    expires_at     INTEGER,
    created_at     INTEGER NOT NULL
) STRICT;

CREATE TABLE links (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    profile_id     INTEGER NOT NULL REFERENCES profiles,
    integration_id INTEGER NOT NULL REFERENCES integrations,
    application_id TEXT NOT NULL,
    pair_id        INTEGER NOT NULL UNIQUE REFERENCES pairs,
    user_id        INTEGER NOT NULL,
    username       TEXT NOT NULL,
    name           TEXT NOT NULL,
    avatar_url     TEXT,
    scopes         TEXT NOT NULL,
    linked_at      INTEGER NOT NULL,
    checked_at     INTEGER NOT NULL,
    UNIQUE (profile_id, integration_id, user_id)
) STRICT;

CREATE TABLE avatars (
    link_id    INTEGER PRIMARY KEY REFERENCES links ON DELETE CASCADE,
    media_type TEXT NOT NULL,
    bytes      BLOB NOT NULL
) STRICT;

-- 'open' waits for its callback; 'matched' has had it; 'done' and 'failed' say how that ended;
-- 'closed' was given up before any callback came.
CREATE TABLE attempts (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    profile_id     INTEGER NOT NULL REFERENCES profiles,
    integration_id INTEGER NOT NULL REFERENCES integrations ON DELETE CASCADE,
    relinks        INTEGER REFERENCES links ON DELETE CASCADE,
    way            TEXT NOT NULL CHECK (way IN ('deep_link', 'loopback')),
    instance       TEXT NOT NULL,
    application_id TEXT NOT NULL,
    scopes         TEXT NOT NULL,
    state_hash     BLOB NOT NULL UNIQUE,
    redirect_uri   TEXT NOT NULL,
    phase          TEXT NOT NULL CHECK (phase IN ('open', 'matched', 'done', 'failed', 'closed')),
    pair_id        INTEGER REFERENCES pairs ON DELETE SET NULL,
    started_at     INTEGER NOT NULL,
    expires_at     INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX attempts_one_open ON attempts (profile_id, integration_id, way) WHERE phase = 'open';

INSERT INTO profiles VALUES (1, 'sam', 'admin', 1772546520000);
INSERT INTO integrations VALUES (1, 'https://gitlab.example', 'application', NULL, 'api', 1772546520000);
INSERT INTO pairs VALUES (1, 1, 'https://gitlab.example', 'application', 'linked', 1772553720000, 1772546520000);
INSERT INTO links VALUES (1, 1, 1, 'application', 1, 7, 'alice', 'Alice Moreau', NULL, 'api', 1772546520000, 1772546520000);
INSERT INTO avatars VALUES (1, 'image/png', x'89504e47');
INSERT INTO attempts VALUES (1, 1, 1, NULL, 'deep_link', 'https://gitlab.example', 'application', 'api', x'00',
                             'dev.carrick.desktop://oauth/gitlab/gitlab.example', 'done', 1, 1772546520000, 1772547120000);
PRAGMA user_version = 1;
