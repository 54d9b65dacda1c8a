-- What is known about a person beside the name; empty where nobody said. A removed person is hidden, not erased,
-- so that the removal can be undone.
ALTER TABLE person ADD COLUMN birth_date TEXT;
ALTER TABLE person ADD COLUMN sex TEXT CHECK (sex IN ('female', 'male'));
ALTER TABLE person ADD COLUMN pregnant_until TEXT;
ALTER TABLE person ADD COLUMN conditions TEXT NOT NULL DEFAULT '[]';
ALTER TABLE person ADD COLUMN rule_set TEXT CHECK (rule_set IN ('CN', 'EU', 'US'));
ALTER TABLE person ADD COLUMN language TEXT CHECK (language IN ('zh', 'en'));
ALTER TABLE person ADD COLUMN voice_speed REAL;
ALTER TABLE person ADD COLUMN private INTEGER NOT NULL DEFAULT 0 CHECK (private IN (0, 1));
ALTER TABLE person ADD COLUMN removed_at TEXT;

-- A person's own targets, as a doctor set them; they take the place of the guideline's. Either end may be open.
CREATE TABLE target (
    person_id TEXT NOT NULL REFERENCES person (id),
    component TEXT NOT NULL,
    occasion  TEXT NOT NULL CHECK (occasion IN ('any', 'fasting', 'after_meal')),
    low       TEXT,
    high      TEXT,
    set_by    TEXT NOT NULL,
    set_on    TEXT NOT NULL,
    PRIMARY KEY (person_id, component, occasion)
) STRICT, WITHOUT ROWID;

-- Medicines, one row for each dose and its days: another dose is another row, so that trends see the change.
CREATE TABLE medicine (
    id         TEXT PRIMARY KEY,
    person_id  TEXT NOT NULL REFERENCES person (id),
    name       TEXT NOT NULL,
    dose       TEXT NOT NULL,
    times      TEXT NOT NULL,
    started_on TEXT NOT NULL,
    stopped_on TEXT,
    entered_at TEXT NOT NULL,
    removed_at TEXT
) STRICT;

CREATE INDEX medicine_by_person ON medicine (person_id, started_on);
