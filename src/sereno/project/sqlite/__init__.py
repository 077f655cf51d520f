"""SQLite with one writer at a time inside the process.

SQLite lets one connection write; the others poll, and with several threads writing the slowest waited 0.3 to 2.5 s.
Here each writing transaction first takes the process's one pen, so that writers queue instead of polling.
"""
