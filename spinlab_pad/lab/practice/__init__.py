"""Practice: one serving of a segment after another."""
