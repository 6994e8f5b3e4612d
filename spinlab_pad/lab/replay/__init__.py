"""Replays: a recorded run is played again and captured from."""
