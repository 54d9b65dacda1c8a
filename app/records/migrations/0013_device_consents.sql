-- The user under which a device is read that keeps its users apart, and the code by which that user consented.
CREATE TABLE device_consent (
    address TEXT PRIMARY KEY,
    slot    INTEGER NOT NULL CHECK (slot BETWEEN 0 AND 255),
    code    INTEGER NOT NULL CHECK (code BETWEEN 0 AND 9999)
) STRICT;
