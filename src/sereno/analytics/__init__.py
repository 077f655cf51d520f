"""What the past says: history taken in from files, official counts beside it; owns those tables."""
