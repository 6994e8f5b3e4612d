"""View -> pixels."""
