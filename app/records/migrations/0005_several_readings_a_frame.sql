-- What the conversation with a device knew and the frame does not say.
-- session_start: the moment from which a glucose sensor counts; session_stamp: how the sensor states it.
-- checksum: whether its records end with an E2E-CRC; user_slot: the user of the device that was chosen.
-- first_part: the frame before, where the device splits one measurement into two.
ALTER TABLE raw ADD COLUMN session_start TEXT;
ALTER TABLE raw ADD COLUMN session_stamp TEXT;
ALTER TABLE raw ADD COLUMN checksum INTEGER CHECK (checksum IN (0, 1));
ALTER TABLE raw ADD COLUMN user_slot INTEGER;
ALTER TABLE raw ADD COLUMN first_part BLOB;
