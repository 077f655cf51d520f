"""Places are about nobody; who changed a setting is on record."""

from collections.abc import Mapping

from sereno.vocabulary.privacy import About

FIELDS: Mapping[str, Mapping[str, About]] = {
    "Draft": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "key": About.NOBODY,
        "value": About.NOBODY,
        "based_on": About.NOBODY,
        "stamp": About.NOBODY,
        "changed_at": About.NOBODY,
        "changed_by": About.CONDUCT,
    },
    "Municipality": {
        "id": About.NOBODY,
        "code": About.NOBODY,
        "name": About.NOBODY,
        "prefix": About.NOBODY,
        "served": About.NOBODY,
        "timezone": About.NOBODY,
        "outline": About.NOBODY,
        "centre_lon": About.NOBODY,
        "centre_lat": About.NOBODY,
        "rank": About.NOBODY,
    },
    "Revision": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "key": About.NOBODY,
        "version": About.NOBODY,
        "value": About.NOBODY,
        "restores": About.NOBODY,
        "set_at": About.NOBODY,
        "set_by": About.CONDUCT,
    },
    "Zone": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "code": About.NOBODY,
        "name": About.NOBODY,
        "outline": About.NOBODY,
    },
}
