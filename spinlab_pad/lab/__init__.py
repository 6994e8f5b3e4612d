"""The modes of a runner: commands and events in, View out."""
