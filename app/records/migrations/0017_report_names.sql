-- Which test a line is that the report names ambiguously, as the person said; NULL where only its value was put right.
ALTER TABLE report_correction ADD COLUMN analyte TEXT;
