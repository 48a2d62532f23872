-- What version 2 added to it, and did with it.
-- The pair that was spent to get this one.
ALTER TABLE pairs ADD COLUMN replaces INTEGER;
-- Set once its account is unlinked: who that was, when, and when GitLab refused for good.
ALTER TABLE pairs ADD COLUMN username TEXT;
ALTER TABLE pairs ADD COLUMN unlinked_at INTEGER;
ALTER TABLE pairs ADD COLUMN refused_at INTEGER;
-- Why the link needs its person, and since when it has not worked.
ALTER TABLE links ADD COLUMN needs_you TEXT;
ALTER TABLE links ADD COLUMN needs_you_since INTEGER;
-- When a renewal went unanswered that GitLab may have carried out.
ALTER TABLE links ADD COLUMN unsure_since INTEGER;

UPDATE links SET needs_you = 'refused', needs_you_since = 1772546530000;
PRAGMA user_version = 2;
