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
    "HistoryImport": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "source": About.NOBODY,
        "file_name": About.NOBODY,
        "sha256": About.NOBODY,
        "rows": About.NOBODY,
        "added": About.NOBODY,
        "repeated": About.NOBODY,
        "set_aside": About.NOBODY,
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
