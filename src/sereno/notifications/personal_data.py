"""Notices are kinds and times; whom they concern follows from the report."""

from collections.abc import Mapping

from sereno.vocabulary.privacy import About

FIELDS: Mapping[str, Mapping[str, About]] = {
    "Notice": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "report": About.IDENTITY,
        "entry": About.NOBODY,
        "kind": About.NOBODY,
        "at": About.NOBODY,
    },
}
