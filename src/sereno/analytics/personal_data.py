"""History holds places where something happened to somebody, and no names; who took a file in is on record."""

from collections.abc import Mapping

from sereno.vocabulary.privacy import About

FIELDS: Mapping[str, Mapping[str, About]] = {
    "HistorySource": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "name": About.NOBODY,
        "mapping": About.NOBODY,
    },
    "HistoryFile": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "source": About.NOBODY,
        "file_name": About.WORDS,
        "stored": About.WORDS,  # the file may hold what people told, until it is taken in, dropped or a week old
        "aside": About.WORDS,
        "size_bytes": About.NOBODY,
        "state": About.NOBODY,
        "reading": About.NOBODY,
        "report": About.PLACE,  # some rows that cannot be used, as examples
        "imported": About.NOBODY,
        "attempts": About.NOBODY,
        "by": About.CONDUCT,
        "at": About.NOBODY,
        "changed_at": About.NOBODY,
    },
    "HistoryImport": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "source": About.NOBODY,
        "file_name": About.NOBODY,
        "sha256": About.NOBODY,
        "total": About.NOBODY,
        "rows": About.NOBODY,
        "added": About.NOBODY,
        "repeated": About.NOBODY,
        "set_aside": About.NOBODY,
        "reasons": About.NOBODY,
        "at": About.NOBODY,
        "finished_at": About.NOBODY,
        "by": About.CONDUCT,
    },
    "PastIncident": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "source": About.NOBODY,
        "imported": About.NOBODY,
        "key": About.NOBODY,
        "occurred_at": About.NOBODY,
        "longitude": About.PLACE,
        "latitude": About.PLACE,
        "cell": About.PLACE,
        "category_code": About.NOBODY,
        "original_type": About.NOBODY,
        "channel": About.NOBODY,
        "priority": About.NOBODY,
        "officer_initiated": About.NOBODY,
        "heaped": About.NOBODY,
    },
    "OfficialCount": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "taxonomy": About.NOBODY,
        "month": About.NOBODY,
        "offence": About.NOBODY,
        "count": About.NOBODY,
        "source": About.NOBODY,
    },
}
