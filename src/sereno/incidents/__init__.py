"""The heart: reports become incidents; their life, assignment to a department, conversation and moments."""
