"""Pure computations on arrays: no tables, no files, no clock; chance and time come in as arguments."""
