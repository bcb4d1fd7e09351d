-- What an editor chose to be read next after a story, in order; in every edition that has both.
CREATE TABLE story_pick (
    story_id TEXT NOT NULL REFERENCES story (id),
    position BIGINT NOT NULL,       -- from 0
    other_id TEXT NOT NULL REFERENCES story (id),
    PRIMARY KEY (story_id, position)
);
