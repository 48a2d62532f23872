-- Which words a column may hold is the program's to say: a CHECK list that has no name cannot be taken away later,
-- and would keep a new word out. SQLite changes no constraint, so the three tables are made anew.
CREATE TABLE profiles_new (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
INSERT INTO profiles_new SELECT id, name, role, created_at FROM profiles;

-- Every token pair GitLab gave us is exactly one of these rows: 'expected' while its answer is on the way,
-- 'received' once it lies in the vault, 'linked' while a link lives on it, 'revoking' until GitLab has ended it. A
-- row goes when the pair is dead.
CREATE TABLE pairs_new (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    integration_id INTEGER REFERENCES integrations ON DELETE SET NULL,
    instance       TEXT NOT NULL,
    application_id TEXT NOT NULL,
    state          TEXT NOT NULL,
    expires_at     INTEGER,
    created_at     INTEGER NOT NULL,
    -- The pair that was spent to get this one.
    replaces       INTEGER,
    -- Set once its account is unlinked: who that was, when, and when GitLab refused for good.
    username       TEXT,
    unlinked_at    INTEGER,
    refused_at     INTEGER
) STRICT;
INSERT INTO pairs_new
    SELECT id, integration_id, instance, application_id, state, expires_at, created_at, replaces, username,
           unlinked_at, refused_at
    FROM pairs;

-- 'open' waits for its callback; 'matched' has had it; 'done' and 'failed' say how that ended; 'closed' was given
-- up before any callback came.
CREATE TABLE attempts_new (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    profile_id     INTEGER NOT NULL REFERENCES profiles,
    integration_id INTEGER NOT NULL REFERENCES integrations ON DELETE CASCADE,
    relinks        INTEGER REFERENCES links ON DELETE CASCADE,
    way            TEXT NOT NULL,
    instance       TEXT NOT NULL,
    application_id TEXT NOT NULL,
    scopes         TEXT NOT NULL,
    state_hash     BLOB NOT NULL UNIQUE,
    redirect_uri   TEXT NOT NULL,
    phase          TEXT NOT NULL,
    pair_id        INTEGER REFERENCES pairs ON DELETE SET NULL,
    started_at     INTEGER NOT NULL,
    expires_at     INTEGER NOT NULL,
    -- Whether the vault has forgotten the verifier of an attempt that is over.
    verifier_gone  INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO attempts_new
    SELECT id, profile_id, integration_id, relinks, way, instance, application_id, scopes, state_hash, redirect_uri,
           phase, pair_id, started_at, expires_at, verifier_gone
    FROM attempts;

-- Numbers name entries of the vault, so none may come a second time, even where the row with the highest is gone.
DELETE FROM sqlite_sequence WHERE name IN ('profiles_new', 'pairs_new', 'attempts_new');
INSERT INTO sqlite_sequence (name, seq)
    SELECT name || '_new', seq FROM sqlite_sequence WHERE name IN ('profiles', 'pairs', 'attempts');

DROP TABLE attempts;
DROP TABLE pairs;
DROP TABLE profiles;
ALTER TABLE profiles_new RENAME TO profiles;
ALTER TABLE pairs_new RENAME TO pairs;
ALTER TABLE attempts_new RENAME TO attempts;

CREATE UNIQUE INDEX attempts_one_open ON attempts (profile_id, integration_id, way) WHERE phase = 'open';
CREATE TRIGGER attempts_leave_verifiers BEFORE DELETE ON attempts WHEN NOT OLD.verifier_gone
BEGIN
    INSERT INTO verifiers_left VALUES (OLD.id);
END;

-- The first step that a program must know to read this database. A step that older ones could not bear raises it.
CREATE TABLE compatibility (oldest_reader INTEGER NOT NULL) STRICT;
INSERT INTO compatibility VALUES (5);
