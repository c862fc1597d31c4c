-- No table holds a time of writing, an address, or anything that could be read.
CREATE TABLE secrets (
    name  TEXT PRIMARY KEY,
    bytes BLOB NOT NULL
) WITHOUT ROWID;

-- generation counts the rotations of the access key; head is the last position given out.
CREATE TABLE spaces (
    id         BLOB PRIMARY KEY,
    access_key BLOB NOT NULL,
    generation INTEGER NOT NULL,
    head       INTEGER NOT NULL,
    envelopes  INTEGER NOT NULL,
    bytes      INTEGER NOT NULL
) WITHOUT ROWID;

-- The newest tokens of a space: what was sealed before a rotation may still arrive after it.
CREATE TABLE write_tokens (
    space      BLOB NOT NULL,
    generation INTEGER NOT NULL,
    token      BLOB NOT NULL,
    PRIMARY KEY (space, generation)
) WITHOUT ROWID;

-- A rowid table: clustering blobs by (space, position) costs 3.5 times the writes.
CREATE TABLE envelopes (
    row      INTEGER PRIMARY KEY,
    space    BLOB NOT NULL,
    position INTEGER NOT NULL,
    id       BLOB NOT NULL,
    body     BLOB NOT NULL,
    UNIQUE (space, position),
    UNIQUE (space, id)
);

-- expires_min: whole minutes of Unix time.
CREATE TABLE mailboxes (
    row         INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE,
    expires_min INTEGER NOT NULL,
    body        BLOB NOT NULL
);
CREATE INDEX mailboxes_by_expiry ON mailboxes (expires_min);
