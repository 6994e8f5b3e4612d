"""RetroArch over its Network Command Interface."""
