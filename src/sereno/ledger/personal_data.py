"""Facts hold ids and times only; who acted is conduct of staff, kept as evidence."""

from collections.abc import Mapping

from sereno.vocabulary.privacy import About

FIELDS: Mapping[str, Mapping[str, About]] = {
    "Delivery": {
        "id": About.NOBODY,
        "municipality_id": About.NOBODY,
        "entry": About.NOBODY,
        "reaction": About.NOBODY,
        "due_at": About.NOBODY,
        "attempts": About.NOBODY,
        "parked_at": About.NOBODY,
        "complaint": About.NOBODY,
    },
    "Entry": {
        "id": About.NOBODY,
        "turn": About.NOBODY,
        "municipality_id": About.NOBODY,
        "kind": About.NOBODY,
        "at": About.NOBODY,
        "actor_id": About.CONDUCT,
        "about": About.NOBODY,
        "ids": About.NOBODY,
    },
}
