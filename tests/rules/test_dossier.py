"""What another town may see of an incident, and what it never gets."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sereno.federation import dossier, rules
from sereno.federation.dossier import Dossier, Part
from sereno.federation.rules import ENDED, State, Treaty
from sereno.kernel.errors import Malformed

NOON = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
parts = st.sets(st.sampled_from(Part))
# Marked, so that a search in the JSON finds the secret and nothing else.
secrets = st.text(st.characters(whitelist_categories=("L",)), min_size=1, max_size=20).map(lambda text: f"§{text}§")


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    calls = draw(st.lists(secrets, max_size=3))
    return Dossier(
        id="urn:sereno:villa-sereno:VS-1",
        sending_agency=dossier.Agency(agency_identifier="villa-sereno", agency_name="Villa Sereno"),
        last_update_time_stamp=NOON,
        incident_component=dossier.Incident(
            incident_tracking_identifier="VS-1",
            incident_type_internal_text="noise",
            incident_type_names={"es": "Ruidos"},
            incident_type_group="noise",
            incident_status_text="open",
            incident_priority=3,
            is_emergency=False,
            received_time_stamp=NOON,
        ),
        location_component=dossier.Location(longitude=-71.2, latitude=-33.2),
        call_component=tuple(
            dossier.Call(call_identifier=str(n), call_channel_text="app", received_time_stamp=NOON, text=text)
            for n, text in enumerate(calls)
        ),
        person_component=tuple(
            dossier.Person(call_reference=str(n), name=draw(secrets), telephone=draw(secrets), email=draw(secrets))
            for n in range(len(calls))
        ),
        notes_component=tuple(
            dossier.Note(author_role="reporter", text=text, time_stamp=NOON)
            for text in draw(st.lists(secrets, max_size=3))
        ),
        link_component=tuple(
            dossier.Link(link_identifier=text, media_kind="photo") for text in draw(st.lists(secrets, max_size=2))
        ),
    )


def secrets_of(told: Dossier) -> dict[Part, set[str]]:
    people = told.person_component
    return {
        Part.CONTACT: {text for one in people for text in (one.name, one.telephone, one.email)},
        Part.WORDS: {call.text for call in told.call_component},
        Part.CONVERSATION: {note.text for note in told.notes_component},
        Part.MEDIA: {link.link_identifier for link in told.link_component},
    }


@given(dossiers(), parts)
def test_what_a_treaty_withholds_is_nowhere_in_what_is_sent(told: Dossier, withheld: set[Part]) -> None:
    held = secrets_of(told)

    sent = json.dumps(dossier.written(rules.redacted(told, Treaty(withhold=tuple(withheld)))), ensure_ascii=False)

    kept = set().union(*(held[part] for part in Part if part not in withheld))
    for part in withheld:
        assert [secret for secret in held[part] - kept if secret in sent] == []
    assert all(secret in sent for secret in kept)


@given(dossiers(), parts, parts)
def test_withholding_twice_withholds_both_and_the_reader_is_told(
    told: Dossier, first: set[Part], second: set[Part]
) -> None:
    once = dossier.without(dossier.without(told, first), second)

    assert once == dossier.without(told, first | second)
    assert set(once.withheld) == first | second


@given(dossiers())
def test_a_dossier_is_read_as_it_was_written(told: Dossier) -> None:
    assert dossier.read(json.loads(json.dumps(dossier.written(told)))) == told


@given(dossiers())
def test_a_field_of_a_later_version_is_left_aside(told: Dossier) -> None:
    later = {**dossier.written(told), "dossierVersion": "1.9", "weatherComponent": {"rain": True}}

    assert dossier.read(later).incident_component == told.incident_component


@pytest.mark.parametrize(
    "broken",
    [
        {"dossierVersion": "2.0"},  # another major version may mean something else by the same names
        {"locationComponent": {"longitude": "east"}},
        {"incidentComponent": {}},
        {"callComponent": "none"},
    ],
)
def test_what_does_not_fit_the_schema_is_refused(broken: dict[str, object]) -> None:
    fits = dossier.written(next_dossier())

    with pytest.raises(Malformed):
        dossier.read({**fits, **broken})


def next_dossier() -> Dossier:
    return Dossier(
        id="urn:sereno:a:A-1",
        sending_agency=dossier.Agency(agency_identifier="a", agency_name="A"),
        last_update_time_stamp=NOON,
        incident_component=dossier.Incident(
            incident_tracking_identifier="A-1",
            incident_type_internal_text="noise",
            incident_type_names={},
            incident_type_group="noise",
            incident_status_text="new",
            incident_priority=3,
            is_emergency=False,
            received_time_stamp=NOON,
        ),
        location_component=dossier.Location(longitude=0, latitude=0),
    )


def test_no_field_of_the_dossier_could_carry_a_staff_note() -> None:
    names = {field.name for field in msgspec.structs.fields(Dossier)}

    assert {name for name in names if "staff" in name or "outcome" in name} == set()


@given(st.sampled_from(State), st.sampled_from(State))
def test_an_answer_is_final(before: State, after: State) -> None:
    if before in ENDED:
        assert not rules.can_become(before, after)
    else:
        assert all(rules.can_become(before, end) for end in ENDED)
