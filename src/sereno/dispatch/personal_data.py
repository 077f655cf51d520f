"""Where units were is where people were: kept as long as policy `retention.positions_days` says."""

from collections.abc import Mapping

from sereno.vocabulary.privacy import About

FIELDS: Mapping[str, Mapping[str, About]] = {
    "Crew": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "unit": About.NOBODY,
        "user": About.IDENTITY,
        "since": About.CONDUCT,
        "until": About.CONDUCT,
    },
    "Fix": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "unit": About.NOBODY,
        "at": About.CONDUCT,
        "received_at": About.NOBODY,
        "lon": About.PLACE,
        "lat": About.PLACE,
        "accuracy_m": About.NOBODY,
        "speed_kmh": About.NOBODY,
    },
    "Task": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "incident": About.NOBODY,
        "unit": About.NOBODY,
        "state": About.NOBODY,
        "offered_by": About.CONDUCT,
        "reason": About.WORDS,
        "expected_s": About.NOBODY,
        "offered_at": About.NOBODY,
        "accepted_at": About.NOBODY,
        "moving_at": About.NOBODY,
        "on_scene_at": About.NOBODY,
        "over_at": About.NOBODY,
        "arrived_by": About.NOBODY,
        "outcome": About.NOBODY,
        "note": About.WORDS,
    },
    "Unit": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "call_sign": About.NOBODY,
        "kind": About.NOBODY,
        "state": About.NOBODY,
        "state_at": About.NOBODY,
        "lon": About.PLACE,
        "lat": About.PLACE,
        "heading": About.NOBODY,
        "speed_kmh": About.NOBODY,
        "accuracy_m": About.NOBODY,
        "fix_at": About.NOBODY,
        "fix_received_at": About.NOBODY,
    },
}
