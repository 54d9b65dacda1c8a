-- Who took a reading: every decision about a raw row, by our rules or by a person. Append only; the last one counts.
-- person_id empty: nobody yet, or, with guest 1, somebody who does not live here.
-- act: what was decided together is undone together. undoes: the decision that this one takes back.
CREATE TABLE assignment (
    id           INTEGER PRIMARY KEY,
    raw_id       INTEGER NOT NULL REFERENCES raw (id),
    person_id    TEXT REFERENCES person (id),
    guest        INTEGER NOT NULL CHECK (guest IN (0, 1)),
    reason       TEXT NOT NULL CHECK (reason IN ('rules', 'answer', 'move', 'undo')),
    evidence     TEXT NOT NULL,
    decided_at   TEXT NOT NULL,
    decided_by   TEXT REFERENCES person (id),
    act          TEXT NOT NULL,
    undoes       INTEGER REFERENCES assignment (id),
    rule_version INTEGER NOT NULL,
    CHECK (guest = 0 OR person_id IS NULL),
    CHECK ((reason = 'undo') = (undoes IS NOT NULL))
) STRICT;

CREATE INDEX assignment_by_raw ON assignment (raw_id, id);
CREATE INDEX assignment_by_act ON assignment (act);

CREATE TRIGGER assignment_is_never_changed BEFORE UPDATE ON assignment
BEGIN SELECT RAISE (ABORT, 'decisions are never changed'); END;
CREATE TRIGGER assignment_is_never_deleted BEFORE DELETE ON assignment
BEGIN SELECT RAISE (ABORT, 'decisions are never deleted'); END;

-- Up to which raw row our rules have decided; a rebuild replays decisions and makes none.
CREATE TABLE attribution_progress (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    raw_id   INTEGER NOT NULL
) STRICT;
INSERT INTO attribution_progress SELECT 1, coalesce(max(id), 0) FROM raw;

-- Whose a device is (user_slot 0), or whose a user of it is.
CREATE TABLE device_user (
    device_id TEXT NOT NULL,
    user_slot INTEGER NOT NULL CHECK (user_slot BETWEEN 0 AND 255),
    person_id TEXT NOT NULL REFERENCES person (id),
    PRIMARY KEY (device_id, user_slot)
) STRICT, WITHOUT ROWID;

-- Who was here last, and how that was known.
CREATE TABLE presence (
    person_id TEXT NOT NULL REFERENCES person (id),
    seen_by   TEXT NOT NULL CHECK (seen_by IN ('signed_in', 'spoke', 'pressed')),
    seen_at   TEXT NOT NULL,
    PRIMARY KEY (person_id, seen_by)
) STRICT, WITHOUT ROWID;

-- Who uses Listenwell now.
CREATE TABLE signed_in (
    only_row  INTEGER PRIMARY KEY CHECK (only_row = 1),
    person_id TEXT NOT NULL REFERENCES person (id)
) STRICT;

-- PINs of private profiles. A lock began at lock_started_s on the clock of the machine start lock_boot.
CREATE TABLE pin (
    person_id      TEXT PRIMARY KEY REFERENCES person (id),
    hash           TEXT NOT NULL,
    failures       INTEGER NOT NULL DEFAULT 0,
    lock_boot      TEXT NOT NULL DEFAULT '',
    lock_started_s REAL NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Red flags that readings raised, with the words that were shown.
CREATE TABLE alert (
    id              INTEGER PRIMARY KEY,
    flag            TEXT NOT NULL,
    level           TEXT NOT NULL CHECK (level IN ('999', 'urgent', 'today', 'week', 'act')),
    stage           TEXT NOT NULL CHECK (stage IN ('repeat', 'certain')),
    raw_id          INTEGER NOT NULL REFERENCES raw (id),
    part            INTEGER NOT NULL,
    person_id       TEXT REFERENCES person (id),
    components      TEXT NOT NULL,
    words_zh        TEXT NOT NULL,
    words_en        TEXT NOT NULL,
    sources         TEXT NOT NULL,
    status          TEXT NOT NULL,
    raised_at       TEXT NOT NULL,
    readings        INTEGER NOT NULL DEFAULT 1,
    renewed_at      TEXT NOT NULL,
    shown_at        TEXT,
    acknowledged_at TEXT,
    acknowledged_by TEXT REFERENCES person (id),
    settled_at      TEXT,
    settled_by      TEXT CHECK (settled_by IN ('calm_repeat', 'confirmed', 'moved', 'too_old'))
) STRICT;

CREATE INDEX alert_open ON alert (raised_at) WHERE acknowledged_at IS NULL AND settled_at IS NULL;
CREATE INDEX alert_by_raw ON alert (raw_id);

-- Up to which raw row and decision the red flags were looked for.
CREATE TABLE alert_progress (
    only_row      INTEGER PRIMARY KEY CHECK (only_row = 1),
    raw_id        INTEGER NOT NULL,
    assignment_id INTEGER NOT NULL
) STRICT;
INSERT INTO alert_progress SELECT 1, coalesce(max(id), 0), 0 FROM raw;

-- Plans of reminders: to measure (reading_kind), or a check again on a day (title). The times of medicines need none.
CREATE TABLE reminder (
    id           TEXT PRIMARY KEY,
    person_id    TEXT NOT NULL REFERENCES person (id),
    purpose      TEXT NOT NULL CHECK (purpose IN ('measure', 'recheck')),
    reading_kind TEXT,
    title        TEXT NOT NULL DEFAULT '',
    protocol     TEXT NOT NULL DEFAULT '',
    report_id    TEXT REFERENCES report (id),
    times        TEXT NOT NULL,
    first_day    TEXT NOT NULL,
    last_day     TEXT,
    every_days   INTEGER NOT NULL DEFAULT 1 CHECK (every_days BETWEEN 1 AND 366),
    created_at   TEXT NOT NULL,
    removed_at   TEXT
) STRICT;

CREATE INDEX reminder_by_person ON reminder (person_id);

-- What became of each occasion, named by the reminder (or medicine), its local day and its local time. Append only;
-- the last counts.
CREATE TABLE reminder_event (
    id          INTEGER PRIMARY KEY,
    reminder_id TEXT NOT NULL,
    local_day   TEXT NOT NULL,
    local_time  TEXT NOT NULL,
    event       TEXT NOT NULL CHECK (event IN ('told', 'snoozed', 'done', 'skipped', 'reopened', 'missed_told')),
    happened_at TEXT NOT NULL,
    until       TEXT,
    CHECK ((event = 'snoozed') = (until IS NOT NULL))
) STRICT;

CREATE INDEX reminder_event_by_occasion ON reminder_event (reminder_id, local_day, local_time, id);
CREATE TRIGGER reminder_event_is_never_changed BEFORE UPDATE ON reminder_event
BEGIN SELECT RAISE (ABORT, 'what happened is never changed'); END;
CREATE TRIGGER reminder_event_is_never_deleted BEFORE DELETE ON reminder_event
BEGIN SELECT RAISE (ABORT, 'what happened is never deleted'); END;
