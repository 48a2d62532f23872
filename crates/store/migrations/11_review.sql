-- Up to when what came while nobody looked was looked through.
ALTER TABLE preferences ADD COLUMN builds_reviewed_at INTEGER;
