-- What the paper looks like and what its frame says, as data.

-- The picture that stands in place of the set name. Finished sizes only, in a folder of media/ of their own.
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

-- Frame words of an edition that no theme brought along: the catalogue as it was given, JSON.
CREATE TABLE edition_catalogue (
    edition TEXT PRIMARY KEY REFERENCES edition (id),
    words TEXT NOT NULL
);
