-- The newsroom's people: accounts, sign-in sessions, tokens and what they did. Secrets are stored hashed only.

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
CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    made_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_by_staff ON session (staff_id);
CREATE TABLE sign_in_failure (
    key_hash TEXT NOT NULL,         -- of the account's address, or of the network address
    at BIGINT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (key_hash, at, id)
);
CREATE TABLE token (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    made_at BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL
);
CREATE TABLE preview_link (
    token_hash TEXT PRIMARY KEY,
    story_id TEXT NOT NULL REFERENCES story (id),
    edition TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
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
