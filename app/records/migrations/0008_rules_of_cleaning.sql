-- Rows say which rules made them, and a frame may hold several readings. What is derived is dropped and made again from
-- raw at the next start.
DROP TABLE refinement;
DROP TABLE conflict;
DROP TABLE daily;
DROP TABLE clean_value;
DROP TABLE clean;

-- What became of each part of each raw frame and manual entry; a raw row without one is still to be refined. What
-- holds no reading has one row, part 0.
CREATE TABLE refinement (
    raw_id       INTEGER NOT NULL REFERENCES raw (id),
    part         INTEGER NOT NULL,
    outcome      TEXT NOT NULL CHECK (outcome IN ('clean', 'duplicate', 'conflict', 'no_reading', 'unreadable')),
    clean_id     INTEGER REFERENCES clean (id),
    detail       TEXT NOT NULL DEFAULT '',
    rules        INTEGER NOT NULL,
    PRIMARY KEY (raw_id, part)
) STRICT, WITHOUT ROWID;

-- Layer 2, clean: one row a measurement. id = raw_id * 128 + part, so a rebuild gives the same ids: the smallest record
-- of a frame has 6 bytes and a frame at most 512, so it holds fewer than 128.
-- identity = hash(device, kind, device time), or of the values too where no device time can be trusted;
-- key = hash(values): the same identity with the same key is the same measurement, with another key a conflict.
-- rules = the sum of the rules that made the row.
CREATE TABLE clean (
    id              INTEGER PRIMARY KEY CHECK (id = raw_id * 128 + part),
    raw_id          INTEGER NOT NULL REFERENCES raw (id),
    part            INTEGER NOT NULL CHECK (part BETWEEN 0 AND 127),
    key             BLOB NOT NULL,
    identity        BLOB NOT NULL UNIQUE,
    person_id       TEXT REFERENCES person (id),
    kind            TEXT NOT NULL,
    taken_at        TEXT NOT NULL,
    received_at     TEXT NOT NULL,
    local_day       TEXT NOT NULL,
    device_id       TEXT,
    device_model    TEXT,
    device_stamp    TEXT,
    sequence        INTEGER,
    clock_offset_us INTEGER,
    user_slot       INTEGER,
    flags           TEXT NOT NULL,
    plausible       INTEGER NOT NULL CHECK (plausible IN (0, 1)),
    late            INTEGER NOT NULL CHECK (late IN (0, 1)),
    simulated       INTEGER NOT NULL CHECK (simulated IN (0, 1)),
    rules           INTEGER NOT NULL
) STRICT;

CREATE INDEX clean_by_time ON clean (person_id, taken_at);
CREATE INDEX clean_by_kind ON clean (person_id, kind, taken_at);
CREATE INDEX clean_by_day ON clean (person_id, kind, local_day, taken_at);
-- What did not come from a device is compared with what did.
CREATE INDEX clean_typed ON clean (kind, taken_at) WHERE device_id IS NULL;
CREATE INDEX clean_practice ON clean (person_id, kind, local_day) WHERE simulated = 1;
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
    raw_id       INTEGER NOT NULL REFERENCES raw (id),
    part         INTEGER NOT NULL,
    clean_id     INTEGER NOT NULL REFERENCES clean (id),
    value_json   TEXT NOT NULL,
    rules        INTEGER NOT NULL,
    PRIMARY KEY (raw_id, part)
) STRICT;

-- Layer 3, daily: session 0 is the whole local day, 1, 2, … its sittings (readings at most 30 minutes apart).
-- left_out: readings of a device that disagrees with the one that was averaged.
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
    left_out     INTEGER NOT NULL DEFAULT 0,
    rules        INTEGER NOT NULL,
    PRIMARY KEY (person_id, kind, local_day, session, component)
) STRICT, WITHOUT ROWID;

-- The rules under which everything derived was made; a derived row keeps the sum of the bits of those that made it.
CREATE TABLE rule (
    bit     INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    source  TEXT NOT NULL
) STRICT;

-- Readings that do not fit the person's own: expected within band of it; confirmed_by = the reading that repeated it.
CREATE TABLE outlier (
    clean_id     INTEGER NOT NULL REFERENCES clean (id) ON DELETE CASCADE,
    component    TEXT NOT NULL,
    expected     TEXT NOT NULL,
    band         TEXT NOT NULL,
    confirmed_by INTEGER,
    rules        INTEGER NOT NULL,
    PRIMARY KEY (clean_id, component)
) STRICT, WITHOUT ROWID;

-- Two devices of one person that measured close together; taken_at is that of the first.
CREATE TABLE device_pair (
    first_id      INTEGER NOT NULL REFERENCES clean (id) ON DELETE CASCADE,
    second_id     INTEGER NOT NULL REFERENCES clean (id) ON DELETE CASCADE,
    person_id     TEXT NOT NULL REFERENCES person (id),
    kind          TEXT NOT NULL,
    taken_at      TEXT NOT NULL,
    first_device  TEXT NOT NULL,
    second_device TEXT NOT NULL,
    rules         INTEGER NOT NULL,
    PRIMARY KEY (first_id, second_device)
) STRICT, WITHOUT ROWID;

CREATE INDEX device_pair_by_time ON device_pair (person_id, kind, taken_at);

-- What the pairs of two devices say: the median of second minus first, in percent of their mean where percent = 1.
CREATE TABLE device_agreement (
    person_id         TEXT NOT NULL REFERENCES person (id),
    kind              TEXT NOT NULL,
    first_device      TEXT NOT NULL,
    second_device     TEXT NOT NULL,
    component         TEXT NOT NULL,
    pairs             INTEGER NOT NULL,
    median_difference TEXT NOT NULL,
    percent           INTEGER NOT NULL CHECK (percent IN (0, 1)),
    disagree          INTEGER NOT NULL CHECK (disagree IN (0, 1)),
    rules             INTEGER NOT NULL,
    PRIMARY KEY (person_id, kind, first_device, second_device)
) STRICT, WITHOUT ROWID;

-- Which of two devices that disagree somebody decided to believe: append only, the newest row of a kind wins;
-- device_id is empty where the decision was taken back.
CREATE TABLE trusted_device (
    id        INTEGER PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    kind      TEXT NOT NULL,
    device_id TEXT,
    said_at   TEXT NOT NULL
) STRICT;

CREATE INDEX trusted_device_by_person ON trusted_device (person_id, kind, id);
