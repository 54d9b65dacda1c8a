-- What a report says about itself (JSON: kind, hospital, specimen, days, findings), kept apart from its rows.
CREATE TABLE report_detail (
    report_id TEXT PRIMARY KEY REFERENCES report (id),
    detail    TEXT NOT NULL
) STRICT;

-- What the person put right. Kept by photo and line, so that it holds when the photo is read again.
CREATE TABLE report_correction (
    id           INTEGER PRIMARY KEY,
    person_id    TEXT NOT NULL REFERENCES person (id),
    photo_sha256 TEXT NOT NULL,
    line         TEXT NOT NULL,
    value_read   TEXT NOT NULL,
    value        TEXT NOT NULL,
    corrected_at TEXT NOT NULL
) STRICT;
CREATE INDEX report_correction_by_photo ON report_correction (person_id, photo_sha256);
CREATE INDEX report_by_photo ON report (person_id, photo_sha256);
