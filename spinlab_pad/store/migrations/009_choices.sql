-- Who chose what was practised, and with which probability: what a policy gains can then be told from what was played.
ALTER TABLE attempts ADD COLUMN chosen_by TEXT;
ALTER TABLE attempts ADD COLUMN chance REAL CHECK (chance > 0 AND chance <= 1);
