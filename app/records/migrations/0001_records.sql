-- Layer 0: who lives here.
CREATE TABLE person (
    id           TEXT PRIMARY KEY,
    display_name TEXT NOT NULL,
    created_at   TEXT NOT NULL
) STRICT;

-- Layer 1, raw: what was received, as it was received. Append only.
-- source 'frame': payload = the bytes of one notification.
-- source 'manual': payload = JSON of what the person typed.
-- source 'report_row': payload = JSON of one printed row; session_id = id of the report.
CREATE TABLE raw (
    id              INTEGER PRIMARY KEY,
    source          TEXT NOT NULL CHECK (source IN ('frame', 'manual', 'report_row')),
    payload         BLOB NOT NULL,
    received_at     TEXT NOT NULL,
    time_zone       TEXT NOT NULL,
    person_id       TEXT REFERENCES person (id),
    session_id      TEXT NOT NULL,
    device_id       TEXT,
    device_model    TEXT,
    characteristic  TEXT,
    clock_offset_us INTEGER,
    simulated       INTEGER NOT NULL DEFAULT 0 CHECK (simulated IN (0, 1))
) STRICT;

CREATE INDEX raw_by_session ON raw (session_id);

CREATE TABLE report (
    id           TEXT PRIMARY KEY,
    person_id    TEXT REFERENCES person (id),
    stored_at    TEXT NOT NULL,
    photo_sha256 TEXT NOT NULL,
    photo_file   TEXT
) STRICT;

CREATE TRIGGER raw_is_never_changed BEFORE UPDATE ON raw BEGIN SELECT RAISE (ABORT, 'raw rows are never changed'); END;
CREATE TRIGGER raw_is_never_deleted BEFORE DELETE ON raw BEGIN SELECT RAISE (ABORT, 'raw rows are never deleted'); END;

-- What became of each raw frame and manual entry; a raw row without one is still to be refined.
CREATE TABLE refinement (
    raw_id       INTEGER PRIMARY KEY REFERENCES raw (id),
    outcome      TEXT NOT NULL CHECK (outcome IN ('clean', 'duplicate', 'conflict', 'no_reading', 'unreadable')),
    clean_id     INTEGER REFERENCES clean (id),
    detail       TEXT NOT NULL DEFAULT '',
    rule_version INTEGER NOT NULL
) STRICT;

-- Layer 2, clean: one row a measurement. The id is that of its raw row, so a rebuild gives the same ids.
-- identity = hash(device, kind, device time), or of the values too where no device time can be trusted;
-- key = hash(identity, values): the same key is the same measurement, the same identity with another key is
-- a conflict.
CREATE TABLE clean (
    id              INTEGER PRIMARY KEY REFERENCES raw (id),
    key             TEXT NOT NULL UNIQUE,
    identity        TEXT NOT NULL UNIQUE,
    person_id       TEXT REFERENCES person (id),
    kind            TEXT NOT NULL,
    taken_at        TEXT NOT NULL,
    received_at     TEXT NOT NULL,
    local_day       TEXT NOT NULL,
    device_id       TEXT,
    device_model    TEXT,
    device_stamp    TEXT,
    clock_offset_us INTEGER,
    user_slot       INTEGER,
    flags           TEXT NOT NULL,
    plausible       INTEGER NOT NULL CHECK (plausible IN (0, 1)),
    late            INTEGER NOT NULL CHECK (late IN (0, 1)),
    simulated       INTEGER NOT NULL CHECK (simulated IN (0, 1)),
    rule_version    INTEGER NOT NULL
) STRICT;

CREATE INDEX clean_by_time ON clean (person_id, taken_at);
CREATE INDEX clean_by_kind ON clean (person_id, kind, taken_at);
CREATE INDEX clean_by_day ON clean (person_id, kind, local_day, taken_at);
CREATE INDEX clean_without_stamp ON clean (device_id, received_at) WHERE device_stamp IS NULL;

CREATE TABLE clean_value (
    clean_id  INTEGER NOT NULL REFERENCES clean (id) ON DELETE CASCADE,
    component TEXT NOT NULL,
    value     TEXT NOT NULL,
    unit      TEXT NOT NULL,
    PRIMARY KEY (clean_id, component)
) STRICT, WITHOUT ROWID;

-- Same device, same device time, other values: kept beside the first until someone decides.
CREATE TABLE conflict (
    raw_id       INTEGER PRIMARY KEY REFERENCES raw (id),
    clean_id     INTEGER NOT NULL REFERENCES clean (id),
    value_json   TEXT NOT NULL,
    rule_version INTEGER NOT NULL
) STRICT;

-- Layer 3, daily: session 0 is the whole local day, 1, 2, … its sittings (readings at most 30 minutes apart).
CREATE TABLE daily (
    person_id    TEXT NOT NULL REFERENCES person (id),
    kind         TEXT NOT NULL,
    component    TEXT NOT NULL,
    local_day    TEXT NOT NULL,
    session      INTEGER NOT NULL,
    started_at   TEXT NOT NULL,
    n            INTEGER NOT NULL,
    mean         TEXT NOT NULL,
    minimum      TEXT NOT NULL,
    maximum      TEXT NOT NULL,
    unit         TEXT NOT NULL,
    rule_version INTEGER NOT NULL,
    PRIMARY KEY (person_id, kind, local_day, session, component)
) STRICT, WITHOUT ROWID;
