"""What every room may lean on: clock, identifiers, refusals, text. Standard library only."""
