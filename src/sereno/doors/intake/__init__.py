"""One module per channel: each turns what it receives into a `Submission` and hands it to `incidents.intake`."""
