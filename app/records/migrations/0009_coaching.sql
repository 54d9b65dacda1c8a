-- The measuring coach. A sitting is what happened in it, in order: its state is worked out from that, so that it is
-- the same after a restart. Numbers of readings stay with the readings; an event names the clean row.
CREATE TABLE coach_sitting (
    id         TEXT PRIMARY KEY,
    person_id  TEXT NOT NULL REFERENCES person (id),
    started_at TEXT NOT NULL
) STRICT;

CREATE INDEX coach_sitting_by_person ON coach_sitting (person_id, started_at);

CREATE TABLE coach_event (
    sitting_id  TEXT NOT NULL REFERENCES coach_sitting (id),
    number      INTEGER NOT NULL,
    at          TEXT NOT NULL,
    event       TEXT NOT NULL,
    detail_json TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (sitting_id, number)
) STRICT, WITHOUT ROWID;

-- A week of readings in the morning and in the evening; one that was given up keeps the day on which it was.
CREATE TABLE coach_plan (
    id         TEXT PRIMARY KEY,
    person_id  TEXT NOT NULL REFERENCES person (id),
    first_day  TEXT NOT NULL,
    made_at    TEXT NOT NULL,
    ended_on   TEXT
) STRICT;

CREATE INDEX coach_plan_by_person ON coach_plan (person_id, first_day);

-- Which of two values of one record is right, as somebody in the household said: append only, the newest row wins. It
-- names raw rows, so that it holds again after the clean layer is made anew.
CREATE TABLE conflict_decision (
    id         INTEGER PRIMARY KEY,
    raw_id     INTEGER NOT NULL REFERENCES raw (id),
    part       INTEGER NOT NULL,
    keep       TEXT NOT NULL CHECK (keep IN ('first', 'other')),
    decided_at TEXT NOT NULL
) STRICT;

CREATE INDEX conflict_decision_by_raw ON conflict_decision (raw_id, part, id);
