-- Frames right before the one that showed a start's event that were not seen: it may have happened in one of them, and
-- then its counter is late by as many.
ALTER TABLE start_states ADD COLUMN unseen INTEGER NOT NULL DEFAULT 0;
