-- The paper's version, its change log, and what the platform itself stores. One text for SQLite and PostgreSQL.

-- One row. Its version numbers every commit that changed something, without gaps and in commit order.
CREATE TABLE paper (
    id SMALLINT PRIMARY KEY,
    version BIGINT NOT NULL
);
INSERT INTO paper (id, version) VALUES (1, 0);

-- What each version changed: the page cache, the search index, feeds and other nodes follow it.
CREATE TABLE change_log (
    version BIGINT NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (version, tag)
);

-- How far each follower of the log has come; the log is pruned below the slowest.
CREATE TABLE cursor (
    name TEXT PRIMARY KEY,
    version BIGINT NOT NULL
);

-- Work to be done at or after due_at. leased_until is 0 while nobody works on it.
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

-- The answer given to a write that carried an Idempotency-Key, so that a retry learns what happened to the first.
CREATE TABLE idempotency (
    key_hash TEXT PRIMARY KEY,
    request_hash TEXT NOT NULL,
    status BIGINT NOT NULL,
    answer TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX idempotency_made ON idempotency (made_at);
