"""A player that chooses buttons from memory, as a person would from the screen."""
