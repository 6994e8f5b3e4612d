"""What an emulator can do (`port`), and the adapters that do it."""
