"""A dossier holds what its reports hold, and ends with them; lines and numbers are about nobody."""

from collections.abc import Mapping

from sereno.vocabulary.privacy import About

FIELDS: Mapping[str, Mapping[str, About]] = {
    "Handover": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "link": About.NOBODY,
        "key": About.NOBODY,
        "outgoing": About.NOBODY,
        "incident": About.NOBODY,
        "state": About.NOBODY,
        "priority": About.NOBODY,
        "note": About.WORDS,
        "reason": About.WORDS,
        "dossier": About.WORDS,
        "offered_at": About.NOBODY,
        "answer_by": About.NOBODY,
        "ended_at": About.NOBODY,
        "number": About.NOBODY,
        "stage": About.NOBODY,
        "outcome": About.NOBODY,
        "stage_at": About.NOBODY,
    },
    "Letter": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "link": About.NOBODY,
        "outgoing": About.NOBODY,
        "number": About.NOBODY,
        "letter": About.NOBODY,
        "kind": About.NOBODY,
        "handover": About.NOBODY,
        "body": About.WORDS,
        "at": About.NOBODY,
        "refused": About.NOBODY,
    },
    "Link": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "neighbour": About.NOBODY,
        "written": About.NOBODY,
        "fetched": About.NOBODY,
        "taken": About.NOBODY,
        "hinted_at": About.NOBODY,
        "asked_at": About.NOBODY,
        "heard_at": About.NOBODY,
        "failures": About.NOBODY,
        "complaint": About.NOBODY,
    },
}
