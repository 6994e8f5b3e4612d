-- What a life passed on its way: its arrivals at screens and rooms, and where it ended. Frames count from its start.

-- The last life of a completed attempt.
CREATE TABLE attempt_arrivals (
  attempt INTEGER NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
  frame INTEGER NOT NULL,
  room INTEGER NOT NULL,
  screen INTEGER NOT NULL,
  screen_row INTEGER NOT NULL,
  visit INTEGER NOT NULL CHECK (visit > 0),
  x INTEGER NOT NULL,
  y INTEGER NOT NULL,
  PRIMARY KEY (attempt, frame)
) STRICT, WITHOUT ROWID;

-- The last life of a segment of a reference run.
CREATE TABLE split_arrivals (
  run INTEGER NOT NULL,
  place INTEGER NOT NULL,
  frame INTEGER NOT NULL,
  room INTEGER NOT NULL,
  screen INTEGER NOT NULL,
  screen_row INTEGER NOT NULL,
  visit INTEGER NOT NULL CHECK (visit > 0),
  x INTEGER NOT NULL,
  y INTEGER NOT NULL,
  PRIMARY KEY (run, place, frame),
  FOREIGN KEY (run, place) REFERENCES splits (run, place) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Each death of an attempt, or of a segment of a reference run.
CREATE TABLE deaths (
  id INTEGER PRIMARY KEY,
  game TEXT NOT NULL,
  segment TEXT NOT NULL,
  attempt INTEGER REFERENCES attempts (id) ON DELETE CASCADE,
  run INTEGER,
  place INTEGER,
  room INTEGER NOT NULL,
  x INTEGER NOT NULL,
  y INTEGER NOT NULL,
  frame INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  FOREIGN KEY (game, segment) REFERENCES segments (game, id),
  FOREIGN KEY (run, place) REFERENCES splits (run, place) ON DELETE CASCADE,
  CHECK ((attempt IS NULL) = (run IS NOT NULL)),
  CHECK ((run IS NULL) = (place IS NULL))
) STRICT;

CREATE INDEX deaths_of_segment ON deaths (game, segment, id);
CREATE INDEX deaths_of_attempt ON deaths (attempt) WHERE attempt IS NOT NULL;
CREATE INDEX deaths_of_split ON deaths (run, place) WHERE run IS NOT NULL;

-- What the conditions of the profile (power-up, coins) were at the event that a start state belongs to: {name: number}.
ALTER TABLE start_states ADD COLUMN observed TEXT CHECK (observed IS NULL OR json_valid(observed));
