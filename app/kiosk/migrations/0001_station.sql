-- What a station keeps. Nothing here names a visitor: a visit is a number of the day.

-- Who may look after the station. The PIN stands in its own row, as in a household (app.pins).
CREATE TABLE person (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL CHECK (role IN ('nurse', 'manager')),
    created_at TEXT NOT NULL,
    removed_at TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE pin (
    person_id      TEXT PRIMARY KEY REFERENCES person (id),
    hash           TEXT NOT NULL,
    failures       INTEGER NOT NULL DEFAULT 0,
    lock_boot      TEXT NOT NULL DEFAULT '',
    lock_started_s REAL NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- One row a visit, whether or not anything was handed to the staff. How it went, never whose it was.
CREATE TABLE visit (
    id         INTEGER PRIMARY KEY,
    day        TEXT NOT NULL,
    number     INTEGER NOT NULL,
    language   TEXT NOT NULL,
    begun_at   TEXT NOT NULL,
    ended_at   TEXT,
    ending     TEXT CHECK (ending IN ('done', 'idle', 'declined', 'broken')),
    readings   INTEGER NOT NULL DEFAULT 0,
    photos     INTEGER NOT NULL DEFAULT 0,
    questions  INTEGER NOT NULL DEFAULT 0,
    UNIQUE (day, number)
) STRICT;

-- What a visitor chose to hand to the staff, until somebody accepts or discards it.
CREATE TABLE handed (
    visit_id   INTEGER PRIMARY KEY REFERENCES visit (id),
    handed_at  TEXT NOT NULL,
    state      TEXT NOT NULL DEFAULT 'unverified' CHECK (state IN ('unverified', 'accepted', 'discarded')),
    decided_at TEXT,
    decided_by TEXT REFERENCES person (id),
    exported_at TEXT,
    content    TEXT
) STRICT;
CREATE INDEX handed_by_state ON handed (state, handed_at);

-- Red flags of visits, for the staff at once.
CREATE TABLE flag (
    id        INTEGER PRIMARY KEY,
    visit_id  INTEGER NOT NULL REFERENCES visit (id),
    raised_at TEXT NOT NULL,
    level     TEXT NOT NULL,
    words     TEXT NOT NULL,
    seen_at   TEXT,
    seen_by   TEXT REFERENCES person (id)
) STRICT;
CREATE INDEX flag_unseen ON flag (raised_at) WHERE seen_at IS NULL;

-- The devices that belong here, and where each one is now.
CREATE TABLE station_device (
    address    TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    place      TEXT NOT NULL,
    moved_at   TEXT NOT NULL,
    battery_percent INTEGER CHECK (battery_percent BETWEEN 0 AND 100),
    seen_at    TEXT
) STRICT, WITHOUT ROWID;

-- What the first page says to people who pass by.
CREATE TABLE message (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    words    TEXT NOT NULL,
    until    TEXT,
    set_by   TEXT REFERENCES person (id),
    set_at   TEXT NOT NULL
) STRICT;

-- Who of the staff did what (app.audit).
CREATE TABLE audit_entry (
    seq     INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    event   TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail  TEXT NOT NULL,
    mac     TEXT NOT NULL
) STRICT;
