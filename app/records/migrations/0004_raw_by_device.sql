-- A transfer asks which numbered records of a device are already here.
CREATE INDEX raw_by_device ON raw (device_id, characteristic) WHERE device_id IS NOT NULL;
