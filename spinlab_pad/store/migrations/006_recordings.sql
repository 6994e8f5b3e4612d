-- A take: a stretch of a reference run of which every input was recorded, without a load or a gap. `frames` is its
-- length as it was seen, NULL until it has ended (a crash leaves it so).
CREATE TABLE takes (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  core TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  frames INTEGER
) STRICT;

CREATE INDEX takes_of_run ON takes (run, id);

-- The pieces of a take in the emulator's own format; each goes on a few frames after the one before. The file lies under
-- its SHA-256.
CREATE TABLE recordings (
  take INTEGER NOT NULL REFERENCES takes (id) ON DELETE CASCADE,
  piece INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  format TEXT NOT NULL,
  frames INTEGER,
  complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
  crc32 INTEGER,
  started_s INTEGER,
  PRIMARY KEY (take, piece)
) STRICT, WITHOUT ROWID;

-- What was seen to happen in a take: the frame from its start on, how many frames before it were not seen, the game's
-- counter, and the event without its frame.
CREATE TABLE recorded_events (
  take INTEGER NOT NULL REFERENCES takes (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  frame INTEGER NOT NULL,
  unseen INTEGER NOT NULL,
  counter INTEGER NOT NULL,
  event TEXT NOT NULL CHECK (json_valid(event)),
  PRIMARY KEY (take, number)
) STRICT, WITHOUT ROWID;

-- What came of a replay; `run` is the run that it captured into. `events` were compared, of which `alike` came in the
-- same frame; `difference` names the first that did not; `whole`: it was played to its end.
CREATE TABLE replays (
  run INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  whole INTEGER NOT NULL CHECK (whole IN (0, 1)),
  events INTEGER NOT NULL,
  alike INTEGER NOT NULL,
  difference TEXT,
  told TEXT NOT NULL
) STRICT;
