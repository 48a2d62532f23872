-- Since when GitLab refuses a link, which may not have worked for longer.
ALTER TABLE links ADD COLUMN refused_since INTEGER;
-- Whether its refresh token must not be sent again.
ALTER TABLE links ADD COLUMN is_spent INTEGER NOT NULL DEFAULT 0;
-- Attempts that went with their link or integration while the vault still held their verifiers.
CREATE TABLE verifiers_left (attempt_id INTEGER PRIMARY KEY) STRICT;
CREATE TRIGGER attempts_leave_verifiers BEFORE DELETE ON attempts WHEN NOT OLD.verifier_gone
BEGIN
    INSERT INTO verifiers_left VALUES (OLD.id);
END;
