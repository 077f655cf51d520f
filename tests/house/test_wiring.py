"""Every fact has its reactions or a reason for having none."""

from __future__ import annotations

from sereno.ledger import wires
from sereno.project import wiring
from sereno.vocabulary.facts import every_fact


def test_every_fact_is_wired_or_waived_and_never_both() -> None:
    wired, waived = set(wiring.REACTIONS), set(wiring.WAIVED)

    assert wired | waived == set(every_fact().values())
    assert not wired & waived


def test_every_waiver_says_why() -> None:
    assert [fact.__name__ for fact, reason in wiring.WAIVED.items() if not reason.strip()] == []


def test_every_reaction_can_be_found_again_by_its_name() -> None:
    reactions = {reaction for listed in wiring.REACTIONS.values() for reaction in listed}

    names = {wires.name_of(reaction) for reaction in reactions}

    assert len(names) == len(reactions)


def test_no_fact_carries_what_people_wrote() -> None:
    telling = {"text", "body", "name", "phone", "email", "address", "note_text"}

    spoken = {
        f"{name}.{field}"
        for name, fact in every_fact().items()
        for field in fact.__dataclass_fields__
        if field in telling
    }

    assert spoken == set()
