-- Whose link a pair was that is being ended, so that only they are told; NULL tells everybody.
ALTER TABLE pairs ADD COLUMN told_to INTEGER;

-- Which projects a person asked for or added; what stood in `projects` was everybody's.
CREATE TABLE kept_projects (
    profile_id INTEGER NOT NULL REFERENCES profiles ON DELETE CASCADE,
    project    INTEGER NOT NULL REFERENCES projects ON DELETE CASCADE,
    -- When they asked for one that none of their accounts is a member of, and when they added it (Unix milliseconds).
    asked_at   INTEGER,
    added_at   INTEGER,
    CHECK (asked_at IS NOT NULL OR added_at IS NOT NULL),
    PRIMARY KEY (project, profile_id)
) STRICT, WITHOUT ROWID;
-- Of many projects few are added, and those are asked for alone.
CREATE INDEX kept_projects_added ON kept_projects (profile_id, project) WHERE added_at IS NOT NULL;

INSERT INTO kept_projects (profile_id, project, asked_at, added_at)
SELECT (SELECT min(id) FROM profiles), id, asked_at, added_at FROM projects
WHERE (asked_at IS NOT NULL OR added_at IS NOT NULL) AND EXISTS (SELECT 1 FROM profiles);
-- Of several people's, whose clone lies there has added it too.
INSERT OR IGNORE INTO kept_projects (profile_id, project, added_at)
SELECT clones.profile_id, clones.project, min(clones.added_at) FROM clones GROUP BY 1, 2;

-- A program that was started before this step goes on with the columns of `projects`. It may do so while there is one
-- person, so what that one keeps is the same in both.
CREATE TRIGGER kept_by_an_earlier_program AFTER UPDATE OF asked_at, added_at ON projects
WHEN (new.asked_at IS NOT old.asked_at OR new.added_at IS NOT old.added_at)
 AND NOT EXISTS (SELECT 1 FROM kept_projects
                 WHERE project = new.id AND profile_id = (SELECT min(id) FROM profiles)
                   AND asked_at IS new.asked_at AND added_at IS new.added_at)
BEGIN
    DELETE FROM kept_projects WHERE project = new.id AND profile_id = (SELECT min(id) FROM profiles);
    INSERT INTO kept_projects (profile_id, project, asked_at, added_at)
    SELECT (SELECT min(id) FROM profiles), new.id, new.asked_at, new.added_at
    WHERE new.asked_at IS NOT NULL OR new.added_at IS NOT NULL;
END;
CREATE TRIGGER kept_for_an_earlier_program_too AFTER INSERT ON kept_projects
WHEN new.profile_id = (SELECT min(id) FROM profiles)
BEGIN
    UPDATE projects SET asked_at = new.asked_at, added_at = new.added_at WHERE id = new.project;
END;
CREATE TRIGGER changed_for_an_earlier_program_too AFTER UPDATE ON kept_projects
WHEN new.profile_id = (SELECT min(id) FROM profiles)
BEGIN
    UPDATE projects SET asked_at = new.asked_at, added_at = new.added_at WHERE id = new.project;
END;
CREATE TRIGGER gone_for_an_earlier_program_too AFTER DELETE ON kept_projects
WHEN old.profile_id = (SELECT min(id) FROM profiles)
BEGIN
    UPDATE projects SET asked_at = NULL, added_at = NULL WHERE id = old.project;
END;
-- One that knows people, and not that they keep projects each for themselves, would mix what is theirs.
UPDATE compatibility SET oldest_reader = 15 WHERE oldest_reader = 14;
