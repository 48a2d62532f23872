-- Which database this is. Its entries in the vault bear the id in their names, so that another database never meets
-- them; the counter is laid into the vault beside them, so that a copy of this database that was put back is told
-- from the one that went on.
CREATE TABLE installation (
    id          TEXT NOT NULL,
    counter     INTEGER NOT NULL,
    -- Where in the vault the entries lie, in the vault's own words.
    home        TEXT,
    -- When this turned out to be a copy that was put back, until the person has seen that.
    restored_at INTEGER
) STRICT;
INSERT INTO installation (id, counter) VALUES (lower(hex(randomblob(16))), 0);
-- The ids of the databases that this one is a copy of.
CREATE TABLE former_installations (id TEXT PRIMARY KEY) STRICT;

-- Every entry of ours in the vault, from before it is made until it is known to be gone.
CREATE TABLE entries (
    name    TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    -- The integration, attempt or pair that it is for; 0 while that has no number.
    owner   INTEGER NOT NULL,
    state   TEXT NOT NULL,
    -- The keyring it was laid into; NULL for one that was made before keyrings were told apart.
    keyring TEXT
) STRICT;
CREATE UNIQUE INDEX entries_current ON entries (kind, owner) WHERE state = 'current';

-- What earlier versions laid in, under the names they gave.
INSERT INTO entries (name, kind, owner, state)
    SELECT 'integration/' || id || '/secret', 'secret', id, 'current' FROM integrations WHERE secret_set_at IS NOT NULL
    UNION ALL SELECT 'attempt/' || id || '/verifier', 'verifier', id, 'current' FROM attempts WHERE NOT verifier_gone
    UNION ALL SELECT 'attempt/' || attempt_id || '/verifier', 'verifier', attempt_id, 'current' FROM verifiers_left
    UNION ALL SELECT 'pair/' || id, 'pair', id, 'current' FROM pairs
    UNION ALL SELECT 'revocation/' || id, 'revocation', id, 'current' FROM pairs WHERE state = 'revoking';

-- Earlier versions know neither the names nor that they have to journal them.
UPDATE compatibility SET oldest_reader = 6;
