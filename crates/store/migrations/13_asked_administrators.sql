-- Since when an administrator of the GitLab is waited for, who was asked to register the application.
ALTER TABLE integrations ADD COLUMN asked_at INTEGER;
