"""What a run consists of: the course that is practised, and how its segments are named, merged and split."""
