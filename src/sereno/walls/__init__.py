"""The second wall: which towns' rows the database shows to what runs here, beside what the queries ask for.

It owns no tables. `openings` says for whom the wall stands open, `raising` puts it up in migrations, `inspection` tells
where it is missing. On SQLite, where one town's process owns the file, the first wall (`access_…`) stands alone.
"""
