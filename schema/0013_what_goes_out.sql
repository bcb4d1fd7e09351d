-- What goes out is what somebody with the right to publish read: a schedule names its text, and says what stopped it.

-- '': not scheduled.
ALTER TABLE version ADD COLUMN scheduled_revision TEXT NOT NULL DEFAULT '';
-- Why it did not go out when it was due, JSON; '': nothing stopped it.
ALTER TABLE version ADD COLUMN schedule_refused TEXT NOT NULL DEFAULT '';
UPDATE version SET scheduled_revision = current_revision WHERE scheduled_at <> 0;
CREATE INDEX version_by_schedule ON version (scheduled_at);

-- Derived: pictures that readers see, as main picture or within a text. Texts that were published before this table
-- was made enter it with their next publication; their main pictures at once.
CREATE TABLE published_picture (
    media_id TEXT NOT NULL,
    edition TEXT NOT NULL,
    story_id TEXT NOT NULL,
    PRIMARY KEY (media_id, edition, story_id)
);
INSERT INTO published_picture (media_id, edition, story_id)
    SELECT picture_id, edition, story_id FROM published WHERE picture_id IS NOT NULL;
CREATE INDEX published_picture_by_story ON published_picture (story_id, edition);
CREATE INDEX preview_link_by_story ON preview_link (story_id, edition);
