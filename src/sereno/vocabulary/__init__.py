"""The words all rooms share: facts, stages, roles, kinds. Frozen; ids and times only, never personal text."""
