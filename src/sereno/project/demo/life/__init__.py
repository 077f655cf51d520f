"""The living town: residents, crews and a desk that act only through the API, as people do.

One process without Django or database. It knows the city's files and the demo's cast, and it keeps nothing: after a
restart it finds everything again by asking.
"""
