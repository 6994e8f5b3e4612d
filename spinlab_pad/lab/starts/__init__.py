"""Start states: saved at their events, loaded beside the frames, compared with what they were."""
