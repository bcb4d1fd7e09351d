-- A story is the thing; a version is the story in one edition; a revision is one saved text of a version and never changes.

CREATE TABLE story (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,             -- news, analysis, opinion, interview, reportage
    section_id TEXT,                -- exactly one home section before anything is published; no default
    source_edition TEXT NOT NULL,
    picture_id TEXT,
    outside_name TEXT NOT NULL,     -- set: syndicated, and then every version owes a rights line
    outside_url TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    touched_at BIGINT NOT NULL,     -- last change by anybody, for the desk's list
    edit BIGINT NOT NULL            -- counts saves of the story's own fields: a stale save is seen
);
CREATE INDEX story_by_touch ON story (touched_at, id);

CREATE TABLE story_byline (
    story_id TEXT NOT NULL REFERENCES story (id),
    position BIGINT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    role TEXT NOT NULL,             -- author, translator, photographer, illustrator, editor
    PRIMARY KEY (story_id, position)
);
CREATE INDEX story_byline_by_person ON story_byline (person_id, story_id);
CREATE TABLE story_topic (
    story_id TEXT NOT NULL REFERENCES story (id),
    topic_id TEXT NOT NULL REFERENCES topic (id),
    PRIMARY KEY (story_id, topic_id)
);
CREATE INDEX story_topic_by_topic ON story_topic (topic_id, story_id);
CREATE TABLE story_organisation (
    story_id TEXT NOT NULL REFERENCES story (id),
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    PRIMARY KEY (story_id, organisation_id)
);
CREATE INDEX story_organisation_by_organisation ON story_organisation (organisation_id, story_id);

CREATE TABLE version (
    id TEXT PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    story_id TEXT NOT NULL REFERENCES story (id),
    edition TEXT NOT NULL REFERENCES edition (id),
    state TEXT NOT NULL,            -- draft, scheduled, published, withdrawn
    slug TEXT NOT NULL,             -- wished for until first publication, then frozen
    current_revision TEXT NOT NULL,
    published_revision TEXT,
    first_published_at BIGINT NOT NULL,  -- 0: never
    scheduled_at BIGINT NOT NULL,        -- 0: not scheduled
    touched_at BIGINT NOT NULL,
    UNIQUE (story_id, edition)
);

CREATE TABLE revision (
    id TEXT PRIMARY KEY,
    version_id TEXT NOT NULL REFERENCES version (id),
    number BIGINT NOT NULL,         -- 1, 2, 3 … within the version
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,          -- staff id, or the name of what made it (sample, import)
    source_revision TEXT NOT NULL,  -- the revision of the source this translation was made from, or ''
    kicker TEXT NOT NULL,
    headline TEXT NOT NULL,
    standfirst TEXT NOT NULL,
    front_headline TEXT NOT NULL,
    search_headline TEXT NOT NULL,
    rights TEXT NOT NULL,
    disclaimer TEXT NOT NULL,
    words BIGINT NOT NULL,
    body TEXT NOT NULL,             -- typed document, JSON
    UNIQUE (version_id, number)
);

-- What readers can see, and nothing else: one row a published version. Reader queries never touch drafts.
CREATE TABLE published (
    story_id TEXT NOT NULL REFERENCES story (id),
    edition TEXT NOT NULL REFERENCES edition (id),
    version_id TEXT NOT NULL,
    version_number BIGINT NOT NULL,
    revision_id TEXT NOT NULL,
    section_id TEXT NOT NULL,
    top_section_id TEXT NOT NULL,   -- the section's parent, or the section itself
    kind TEXT NOT NULL,
    path TEXT NOT NULL,
    published_at BIGINT NOT NULL,   -- first publication: what lists are ordered by
    updated_at BIGINT NOT NULL,     -- last published change
    month BIGINT NOT NULL,          -- yyyymm in the paper's zone
    day BIGINT NOT NULL,            -- yyyymmdd
    picture_id TEXT,
    kicker TEXT NOT NULL,
    headline TEXT NOT NULL,
    front_headline TEXT NOT NULL,
    standfirst TEXT NOT NULL,
    PRIMARY KEY (story_id, edition)
);
CREATE INDEX published_latest ON published (edition, published_at, story_id);
CREATE INDEX published_by_section ON published (edition, section_id, published_at, story_id);
CREATE INDEX published_by_top ON published (edition, top_section_id, published_at, story_id);
CREATE INDEX published_by_day ON published (edition, day, published_at, story_id);
CREATE INDEX published_by_number ON published (version_number);

-- People, topics and organisations of published versions, for their lists in order of time.
CREATE TABLE published_mention (
    edition TEXT NOT NULL,
    kind TEXT NOT NULL,             -- person, topic, organisation
    thing_id TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    story_id TEXT NOT NULL,
    PRIMARY KEY (edition, kind, thing_id, published_at, story_id)
);
CREATE INDEX published_mention_by_story ON published_mention (story_id, edition);

-- Derived: days with stories, so that the archive counts nothing.
CREATE TABLE published_day (
    edition TEXT NOT NULL,
    day BIGINT NOT NULL,
    stories BIGINT NOT NULL,
    PRIMARY KEY (edition, day)
);
-- Derived: closed months of every list: 'all', 'section:ID', 'person:ID', 'topic:ID', 'organisation:ID'.
CREATE TABLE published_month (
    edition TEXT NOT NULL,
    list TEXT NOT NULL,
    month BIGINT NOT NULL,          -- yyyymm
    stories BIGINT NOT NULL,
    PRIMARY KEY (edition, list, month)
);
-- Derived: what to read next, nearest first. Its tag changes only if the value did.
CREATE TABLE recommended (
    story_id TEXT NOT NULL,
    edition TEXT NOT NULL,
    position BIGINT NOT NULL,
    other_id TEXT NOT NULL,
    score BIGINT NOT NULL,          -- nearness × 1,000,000; the same seen from both sides
    PRIMARY KEY (story_id, edition, position)
);
CREATE INDEX recommended_by_other ON recommended (other_id, edition);

CREATE TABLE front_slot (
    edition TEXT NOT NULL REFERENCES edition (id),
    position BIGINT NOT NULL,       -- 0 is the lead, 1–5 the slots
    story_id TEXT NOT NULL REFERENCES story (id),
    placed_at BIGINT NOT NULL,
    PRIMARY KEY (edition, position)
);

CREATE TABLE correction (
    id TEXT PRIMARY KEY,
    story_id TEXT NOT NULL REFERENCES story (id),
    kind TEXT NOT NULL,             -- correction, clarification, update
    at BIGINT NOT NULL
);
CREATE INDEX correction_by_story ON correction (story_id, at);
CREATE INDEX correction_by_time ON correction (at, id);
CREATE TABLE correction_text (
    correction_id TEXT NOT NULL REFERENCES correction (id),
    edition TEXT NOT NULL REFERENCES edition (id),
    text TEXT NOT NULL,
    PRIMARY KEY (correction_id, edition)
);
