-- Whether the vault has forgotten the verifier of an attempt that is over.
ALTER TABLE attempts ADD COLUMN verifier_gone INTEGER NOT NULL DEFAULT 0;
