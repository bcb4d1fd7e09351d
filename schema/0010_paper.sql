-- The paper itself: editions, words that belong to the newsroom, sections, and what stories point at.
-- Names and slugs per edition are rows, never columns: a third language is data.

CREATE TABLE edition (
    id TEXT PRIMARY KEY,            -- address part and language tag: en, es
    locale TEXT NOT NULL,           -- for dates, numbers and collation: en-GB, es
    direction TEXT NOT NULL,        -- ltr, rtl
    position BIGINT NOT NULL,
    active SMALLINT NOT NULL
);

-- The system's own address words of an edition: people → personas. Reserved against section and page slugs.
CREATE TABLE edition_path (
    edition TEXT NOT NULL REFERENCES edition (id),
    word TEXT NOT NULL,             -- people, organisations, topics, archive, corrections, search
    slug TEXT NOT NULL,
    PRIMARY KEY (edition, word),
    UNIQUE (edition, slug)
);

-- edition '' holds what does not depend on language (zone, contact address, default edition).
CREATE TABLE setting (
    name TEXT NOT NULL,
    edition TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name, edition)
);

-- Integers for clients that need them (the WordPress API); imports keep theirs.
CREATE TABLE number_sequence (
    kind TEXT PRIMARY KEY,          -- version, section, topic, person, media
    last BIGINT NOT NULL
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
-- The sizes that broadsheet-pictures made.
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

-- Every address that ever was: live, former and imported. One hop always; live beats former.
CREATE TABLE address (
    path TEXT PRIMARY KEY,
    edition TEXT NOT NULL,
    kind TEXT NOT NULL,             -- story, section, person, organisation, topic, page
    thing_id TEXT NOT NULL,
    live SMALLINT NOT NULL
);
CREATE INDEX address_by_thing ON address (thing_id, edition, live);
