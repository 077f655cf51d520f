"""Alerts are public words about places; who issued one is on record."""

from collections.abc import Mapping

from sereno.vocabulary.privacy import About

FIELDS: Mapping[str, Mapping[str, About]] = {
    "Alert": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "identifier": About.NOBODY,
        "sender": About.NOBODY,
        "sent_at": About.NOBODY,
        "status": About.NOBODY,
        "kind": About.NOBODY,
        "scope": About.NOBODY,
        "note": About.NOBODY,
        "references": About.NOBODY,
        "infos": About.NOBODY,
        "outline": About.NOBODY,
        "starts_at": About.NOBODY,
        "expires_at": About.NOBODY,
        "ended_at": About.NOBODY,
        "ended_by": About.NOBODY,
        "ours": About.NOBODY,
        "simulated": About.NOBODY,
        "set_aside": About.NOBODY,
        "original": About.NOBODY,
        "issued_by": About.CONDUCT,
        "received_at": About.NOBODY,
    },
    "Feed": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "address": About.NOBODY,
        "tried_at": About.NOBODY,
        "read_at": About.NOBODY,
        "next_at": About.NOBODY,
        "failures": About.NOBODY,
        "trouble": About.NOBODY,
        "detail": About.NOBODY,
        "skipped": About.NOBODY,
    },
}
