"""A city as files: read an OpenStreetMap extract or draw a town, and write streets, addresses, zones and a map.

Owns the layout of the city directory (`docs/reference/city-files.md`); owns no table.
"""
