"""Reference runs: recorded in sittings, with what is captured, kept and said of them."""
