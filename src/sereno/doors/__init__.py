"""The doors: they translate between the world and the rooms, decide nothing and never touch a table.

`answers` and `views` are what all doors share: problem documents, the viewer of a request, JSON shapes. The doors
themselves do not know each other.
"""
