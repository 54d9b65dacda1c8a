-- What a person said about a reading ("fasting", "in the clinic"): append only, the newest row of a mark wins.
-- reading_id is the id of a clean row, which a rebuild gives again.
CREATE TABLE reading_mark (
    id         INTEGER PRIMARY KEY,
    reading_id INTEGER NOT NULL,
    mark       TEXT NOT NULL,
    holds      INTEGER NOT NULL CHECK (holds IN (0, 1)),
    said_at    TEXT NOT NULL
) STRICT;

CREATE INDEX reading_mark_by_reading ON reading_mark (reading_id, mark, id);

-- What happened to a person on a day and changes what readings mean (an ECG, an illness): append only.
CREATE TABLE life_event (
    id        INTEGER PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    event     TEXT NOT NULL,
    local_day TEXT NOT NULL,
    holds     INTEGER NOT NULL CHECK (holds IN (0, 1)),
    said_at   TEXT NOT NULL
) STRICT;

CREATE INDEX life_event_by_person ON life_event (person_id, local_day, id);
