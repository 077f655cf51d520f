"""Units and their errands: who is free and where, whom to send, and the way from the offer to the end of the task."""
