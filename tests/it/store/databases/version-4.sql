-- What version 4 left: alice linked, then relinked and being relinked again; bob unlinked while GitLab was away.
BEGIN TRANSACTION;
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
    , verifier_gone INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "attempts" VALUES(1,1,1,NULL,'deep_link','{INSTANCE}','{APPLICATION}','api',X'A1E6500272FD522ADAEBA875EFF7558B9D24ADE6FE331AD11575A29C15437C73','dev.carrick.desktop://oauth/gitlab/{HOST}','done',NULL,1772546520000,1772547120000,1);
INSERT INTO "attempts" VALUES(2,1,1,1,'deep_link','{INSTANCE}','{APPLICATION}','api',X'DD7C15CBB6A8FBAE6F89098FC5E6CC6C61967007EA162BF1C3D7CE225E7B98BC','dev.carrick.desktop://oauth/gitlab/{HOST}','done',2,1772546520000,1772547120000,1);
INSERT INTO "attempts" VALUES(3,1,1,NULL,'deep_link','{INSTANCE}','{APPLICATION}','api',X'D40994F231DA48AB15E1310EA0D57B5E7F19DE2C0523131B6D366FB1916EA395','dev.carrick.desktop://oauth/gitlab/{HOST}','done',3,1772546520000,1772547120000,1);
INSERT INTO "attempts" VALUES(4,1,1,1,'deep_link','{INSTANCE}','{APPLICATION}','api',X'506A8684164A6D510188B237EAF80B965FAFB30806A8A8956F0C382E13AAD8D9','dev.carrick.desktop://oauth/gitlab/{HOST}','open',NULL,1772546520000,1772547120000,0);
CREATE TABLE avatars (
        link_id    INTEGER PRIMARY KEY REFERENCES links ON DELETE CASCADE,
        media_type TEXT NOT NULL,
        bytes      BLOB NOT NULL
    ) STRICT;
INSERT INTO "avatars" VALUES(1,'image/png',X'89504E470D0A1A0A');
CREATE TABLE integrations (
        id             INTEGER PRIMARY KEY AUTOINCREMENT,
        instance       TEXT NOT NULL,
        application_id TEXT,
        secret_set_at  INTEGER,
        scopes         TEXT NOT NULL,
        created_at     INTEGER NOT NULL
    ) STRICT;
INSERT INTO "integrations" VALUES(1,'{INSTANCE}','{APPLICATION}',1772546520000,'api',1772546520000);
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
        checked_at     INTEGER NOT NULL, needs_you TEXT, needs_you_since INTEGER, unsure_since INTEGER, refused_since INTEGER, is_spent INTEGER NOT NULL DEFAULT 0,
        UNIQUE (profile_id, integration_id, user_id)
    ) STRICT;
INSERT INTO "links" VALUES(1,1,1,'{APPLICATION}',2,7,'alice','Alice Moreau','{INSTANCE}/uploads/-/system/user/avatar/7/avatar.png','api',1772546520000,1772546520000,NULL,NULL,NULL,NULL,0);
CREATE TABLE pairs (
        id             INTEGER PRIMARY KEY AUTOINCREMENT,
        integration_id INTEGER REFERENCES integrations ON DELETE SET NULL,
        instance       TEXT NOT NULL,
        application_id TEXT NOT NULL,
        state          TEXT NOT NULL CHECK (state IN ('expected', 'received', 'linked', 'revoking')),
        expires_at     INTEGER,
        created_at     INTEGER NOT NULL
    , replaces INTEGER, username TEXT, unlinked_at INTEGER, refused_at INTEGER) STRICT;
INSERT INTO "pairs" VALUES(2,1,'{INSTANCE}','{APPLICATION}','linked',1772553720000,1772546520000,NULL,NULL,NULL,NULL);
INSERT INTO "pairs" VALUES(3,1,'{INSTANCE}','{APPLICATION}','revoking',1772553720000,1772546520000,NULL,'bob',1772546520000,NULL);
CREATE TABLE profiles (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        name       TEXT NOT NULL,
        role       TEXT NOT NULL CHECK (role IN ('admin', 'member')),
        created_at INTEGER NOT NULL
    ) STRICT;
INSERT INTO "profiles" VALUES(1,'sam','admin',1772546520000);
CREATE TABLE verifiers_left (attempt_id INTEGER PRIMARY KEY) STRICT;
CREATE UNIQUE INDEX integrations_once ON integrations (instance, application_id);
CREATE UNIQUE INDEX attempts_one_open ON attempts (profile_id, integration_id, way) WHERE phase = 'open';
CREATE TRIGGER attempts_leave_verifiers BEFORE DELETE ON attempts WHEN NOT OLD.verifier_gone
    BEGIN
        INSERT INTO verifiers_left VALUES (OLD.id);
    END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('profiles',1);
INSERT INTO "sqlite_sequence" VALUES('integrations',1);
INSERT INTO "sqlite_sequence" VALUES('attempts',4);
INSERT INTO "sqlite_sequence" VALUES('pairs',3);
INSERT INTO "sqlite_sequence" VALUES('links',3);
COMMIT;
PRAGMA user_version = 4;
