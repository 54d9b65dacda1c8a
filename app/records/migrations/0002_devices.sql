-- Devices that were added on this machine, so that Listenwell listens for them at every start.
CREATE TABLE device (
    address         TEXT PRIMARY KEY,
    name            TEXT NOT NULL,
    model           TEXT NOT NULL,
    battery_percent INTEGER,
    simulated       INTEGER NOT NULL CHECK (simulated IN (0, 1)),
    last_heard_at   TEXT NOT NULL
) STRICT;
