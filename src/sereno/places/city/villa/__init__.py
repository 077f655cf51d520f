"""Villa Sereno, the demo town: drawn from a plan, a seed and lists of names, so that a demo needs no foreign data."""
