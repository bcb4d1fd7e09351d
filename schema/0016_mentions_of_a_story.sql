-- What one story mentions, asked at every publication. Without the two further columns SQLite preferred to read every
-- mention of the edition in the primary key, which has them: half the table, on the one thread that writes.
DROP INDEX published_mention_by_story;
CREATE INDEX published_mention_by_story ON published_mention (story_id, edition, kind, thing_id);
-- What goes out later: a handful among all versions, asked whenever the words of a picture are changed.
CREATE INDEX version_scheduled ON version (id) WHERE scheduled_at > 0;
