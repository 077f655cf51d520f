"""Public alerts by area, in the words of CAP 1.2: issued here or taken in, in force until they end; owns its table."""
