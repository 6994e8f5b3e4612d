-- A segment is known by its game, level, start, end and the conditions that its start requires: those that are not 0, as
-- 'powerup=1,...', by name. Of segments that differ in conditions alone the primary one is practised.
ALTER TABLE segments ADD COLUMN conditions TEXT NOT NULL DEFAULT '';
ALTER TABLE segments ADD COLUMN given_name TEXT;
ALTER TABLE segments ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE segments ADD COLUMN is_primary INTEGER NOT NULL DEFAULT 1 CHECK (is_primary IN (0, 1));
ALTER TABLE segments ADD COLUMN snoozed_until_ms INTEGER;

CREATE UNIQUE INDEX one_primary_segment ON segments (game, level, start, finish) WHERE is_primary = 1;

-- What a run consists of, in its order. At first that is what was recorded; merging and splitting changes it.
CREATE TABLE run_segments (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  game TEXT NOT NULL,
  segment TEXT NOT NULL,
  PRIMARY KEY (run, place),
  UNIQUE (run, segment),
  FOREIGN KEY (game, segment) REFERENCES segments (game, id)
) STRICT, WITHOUT ROWID;

INSERT INTO run_segments (run, place, game, segment)
  SELECT run, row_number() OVER (PARTITION BY run ORDER BY min(place)), game, segment
  FROM splits GROUP BY run, game, segment;

-- Where a segment was merged or split: the two that it consists of. Nothing of any of the three is ever deleted for it.
CREATE TABLE joints (
  game TEXT NOT NULL,
  whole TEXT NOT NULL,
  first TEXT NOT NULL,
  second TEXT NOT NULL,
  made_ms INTEGER NOT NULL,
  PRIMARY KEY (game, whole, first, second),
  FOREIGN KEY (game, whole) REFERENCES segments (game, id),
  FOREIGN KEY (game, first) REFERENCES segments (game, id),
  FOREIGN KEY (game, second) REFERENCES segments (game, id)
) STRICT, WITHOUT ROWID;
