-- The whole schema as the numbered files of this folder leave it, by name of the table: to be read, not run.
-- Made from SQLite's own record by tests/current_schema_test.cpp: no changes by hand. Rows that the numbered files
-- put in or change are in those alone.

CREATE TABLE address (
    path TEXT PRIMARY KEY,
    edition TEXT NOT NULL,
    kind TEXT NOT NULL,             -- story, section, person, organisation, topic, page
    thing_id TEXT NOT NULL,
    live SMALLINT NOT NULL
);
CREATE INDEX address_by_thing ON address (thing_id, edition, live);

CREATE TABLE audit (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    staff_id TEXT NOT NULL,
    action TEXT NOT NULL,           -- stories.publish, staff.sign_in …
    thing TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX audit_by_thing ON audit (thing, at);
CREATE INDEX audit_by_time ON audit (at, id);

CREATE TABLE change_log (
    version BIGINT NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (version, tag)
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

CREATE TABLE cursor (
    name TEXT PRIMARY KEY,
    version BIGINT NOT NULL
);

CREATE TABLE edition (
    id TEXT PRIMARY KEY,            -- address part and language tag: en, es
    locale TEXT NOT NULL,           -- for dates, numbers and collation: en-GB, es
    direction TEXT NOT NULL,        -- ltr, rtl
    position BIGINT NOT NULL,
    active SMALLINT NOT NULL
);

CREATE TABLE edition_catalogue (
    edition TEXT PRIMARY KEY REFERENCES edition (id),
    words TEXT NOT NULL
);

CREATE TABLE edition_path (
    edition TEXT NOT NULL REFERENCES edition (id),
    word TEXT NOT NULL,             -- people, organisations, topics, archive, corrections, search
    slug TEXT NOT NULL,
    PRIMARY KEY (edition, word),
    UNIQUE (edition, slug)
);

CREATE TABLE front_slot (
    edition TEXT NOT NULL REFERENCES edition (id),
    position BIGINT NOT NULL,       -- 0 is the lead, 1–5 the slots
    story_id TEXT NOT NULL REFERENCES story (id),
    placed_at BIGINT NOT NULL,
    PRIMARY KEY (edition, position)
);

CREATE TABLE idempotency (
    key_hash TEXT PRIMARY KEY,
    request_hash TEXT NOT NULL,
    status BIGINT NOT NULL,
    answer TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX idempotency_made ON idempotency (made_at);

CREATE TABLE job (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    payload TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    last_error TEXT NOT NULL,
    UNIQUE (kind, key)
);
CREATE INDEX job_due ON job (due_at, id);

CREATE TABLE logo (
    variant TEXT PRIMARY KEY,       -- light, dark: the page it stands on
    folder TEXT NOT NULL,           -- below media/: no picture of a story, so the collection of garbage asks here too
    src TEXT NOT NULL,              -- site path of the WebP file
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    share_src TEXT NOT NULL,        -- site path of the JPEG file, for programs that do not read WebP
    share_width BIGINT NOT NULL,
    share_height BIGINT NOT NULL
);

CREATE TABLE media (
    id TEXT PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    hash TEXT NOT NULL,             -- SHA-256 of the original, hex
    folder TEXT NOT NULL,           -- of its files under media/ and in addresses; a new focal point makes a new one
    format TEXT NOT NULL,           -- jpeg, png, webp: of the original
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    focal_x BIGINT NOT NULL,        -- per mille from the left
    focal_y BIGINT NOT NULL,        -- per mille from the top
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL
);
CREATE INDEX media_by_hash ON media (hash);
CREATE INDEX media_by_time ON media (made_at, id);

CREATE TABLE media_file (
    media_id TEXT NOT NULL REFERENCES media (id),
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    crop TEXT NOT NULL,             -- full, 3x2, 1x1
    format TEXT NOT NULL,           -- jpeg, webp
    bytes BIGINT NOT NULL,
    PRIMARY KEY (media_id, crop, format, width)
);

CREATE TABLE media_text (
    media_id TEXT NOT NULL REFERENCES media (id),
    edition TEXT NOT NULL REFERENCES edition (id),
    alt TEXT NOT NULL,
    caption TEXT NOT NULL,
    credit TEXT NOT NULL,
    PRIMARY KEY (media_id, edition)
);

CREATE TABLE number_sequence (
    kind TEXT PRIMARY KEY,          -- version, section, topic, person, media
    last BIGINT NOT NULL
);

CREATE TABLE organisation (
    id TEXT PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE
);

CREATE TABLE organisation_text (
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    edition TEXT NOT NULL REFERENCES edition (id),
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    description TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    PRIMARY KEY (organisation_id, edition),
    UNIQUE (edition, slug)
);

CREATE TABLE page (
    id TEXT PRIMARY KEY,
    position BIGINT NOT NULL
);

CREATE TABLE page_text (
    page_id TEXT NOT NULL REFERENCES page (id),
    edition TEXT NOT NULL REFERENCES edition (id),
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (page_id, edition)
);

CREATE TABLE paper (
    id SMALLINT PRIMARY KEY,
    version BIGINT NOT NULL
);

CREATE TABLE person (
    id TEXT PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    kind TEXT NOT NULL,             -- staff, outside
    organisation_id TEXT
);

CREATE TABLE person_text (
    person_id TEXT NOT NULL REFERENCES person (id),
    edition TEXT NOT NULL REFERENCES edition (id),
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    bio TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    PRIMARY KEY (person_id, edition),
    UNIQUE (edition, slug)
);

CREATE TABLE preview_link (
    token_hash TEXT PRIMARY KEY,
    story_id TEXT NOT NULL REFERENCES story (id),
    edition TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX preview_link_by_story ON preview_link (story_id, edition);

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
CREATE INDEX published_by_day ON published (edition, day, published_at, story_id);
CREATE INDEX published_by_number ON published (version_number);
CREATE INDEX published_by_section ON published (edition, section_id, published_at, story_id);
CREATE INDEX published_by_top ON published (edition, top_section_id, published_at, story_id);
CREATE INDEX published_latest ON published (edition, published_at, story_id);

CREATE TABLE published_day (
    edition TEXT NOT NULL,
    day BIGINT NOT NULL,
    stories BIGINT NOT NULL,
    PRIMARY KEY (edition, day)
);

CREATE TABLE published_mention (
    edition TEXT NOT NULL,
    kind TEXT NOT NULL,             -- person, topic, organisation
    thing_id TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    story_id TEXT NOT NULL,
    PRIMARY KEY (edition, kind, thing_id, published_at, story_id)
);
CREATE INDEX published_mention_by_story ON published_mention (story_id, edition, kind, thing_id);

CREATE TABLE published_month (
    edition TEXT NOT NULL,
    list TEXT NOT NULL,
    month BIGINT NOT NULL,          -- yyyymm
    stories BIGINT NOT NULL,
    PRIMARY KEY (edition, list, month)
);

CREATE TABLE published_picture (
    media_id TEXT NOT NULL,
    edition TEXT NOT NULL,
    story_id TEXT NOT NULL,
    PRIMARY KEY (media_id, edition, story_id)
);
CREATE INDEX published_picture_by_story ON published_picture (story_id, edition);

CREATE TABLE recommended (
    story_id TEXT NOT NULL,
    edition TEXT NOT NULL,
    position BIGINT NOT NULL,
    other_id TEXT NOT NULL,
    score BIGINT NOT NULL,          -- nearness × 1,000,000; the same seen from both sides
    PRIMARY KEY (story_id, edition, position)
);
CREATE INDEX recommended_by_other ON recommended (other_id, edition);

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

CREATE TABLE schema_migration (
    number BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    applied_at BIGINT NOT NULL
);

CREATE TABLE section (
    id TEXT PRIMARY KEY,
    parent_id TEXT REFERENCES section (id),
    position BIGINT NOT NULL
);

CREATE TABLE section_text (
    section_id TEXT NOT NULL REFERENCES section (id),
    edition TEXT NOT NULL REFERENCES edition (id),
    number BIGINT NOT NULL UNIQUE,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    stories BIGINT NOT NULL,        -- published here or below: an empty one is not in the menu
    PRIMARY KEY (section_id, edition)
);

CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    made_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_by_staff ON session (staff_id);

CREATE TABLE setting (
    name TEXT NOT NULL,
    edition TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name, edition)
);

CREATE TABLE sign_in_failure (
    key_hash TEXT NOT NULL,         -- of the account's address, or of the network address
    at BIGINT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (key_hash, at, id)
);

CREATE TABLE staff (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,     -- folded to lower case
    name TEXT NOT NULL,
    role TEXT NOT NULL,             -- writer, editor, chief
    language TEXT NOT NULL,         -- of the desk: en, es
    password TEXT NOT NULL,         -- Argon2id string of libsodium
    active SMALLINT NOT NULL,
    made_at BIGINT NOT NULL,
    password_at BIGINT NOT NULL
);

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

CREATE TABLE story_organisation (
    story_id TEXT NOT NULL REFERENCES story (id),
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    PRIMARY KEY (story_id, organisation_id)
);
CREATE INDEX story_organisation_by_organisation ON story_organisation (organisation_id, story_id);

CREATE TABLE story_pick (
    story_id TEXT NOT NULL REFERENCES story (id),
    position BIGINT NOT NULL,       -- from 0
    other_id TEXT NOT NULL REFERENCES story (id),
    PRIMARY KEY (story_id, position)
);

CREATE TABLE story_topic (
    story_id TEXT NOT NULL REFERENCES story (id),
    topic_id TEXT NOT NULL REFERENCES topic (id),
    PRIMARY KEY (story_id, topic_id)
);
CREATE INDEX story_topic_by_topic ON story_topic (topic_id, story_id);

CREATE TABLE token (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    made_at BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL
);

CREATE TABLE topic (
    id TEXT PRIMARY KEY
);

CREATE TABLE topic_text (
    topic_id TEXT NOT NULL REFERENCES topic (id),
    edition TEXT NOT NULL REFERENCES edition (id),
    number BIGINT NOT NULL UNIQUE,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    PRIMARY KEY (topic_id, edition),
    UNIQUE (edition, slug)
);

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
    scheduled_at BIGINT NOT NULL,   -- 0: not scheduled
    touched_at BIGINT NOT NULL,
    scheduled_revision TEXT NOT NULL DEFAULT '',
    schedule_refused TEXT NOT NULL DEFAULT '',
    UNIQUE (story_id, edition)
);
CREATE INDEX version_by_schedule ON version (scheduled_at);
CREATE INDEX version_scheduled ON version (id) WHERE scheduled_at > 0;
