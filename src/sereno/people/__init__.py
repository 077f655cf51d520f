"""People: accounts, their roles in each municipality, departments, and the viewer that every query starts from."""
