"""What happens in the game, from memory alone. Pure."""
