"""The parts of the picture: each a pure function from the View to a block."""
