"""Photos, videos and voice notes: taken in untouched, stripped and shrunk before anybody sees them, expired in time."""
