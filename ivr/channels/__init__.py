"""Ways to reach a caller. A channel knows its telephone system and no dialogue."""
