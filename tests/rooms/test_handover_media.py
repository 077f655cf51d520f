"""Photos go with an incident to the town that takes it over: what the treaty lets out, safe, and once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sereno.federation import actions, chores, parcels, queries
from sereno.federation.dossier import Part
from sereno.federation.models import Handover, Letter, Link, Parcel
from sereno.federation.rules import Treaty
from sereno.incidents import queries as incidents
from sereno.incidents.models import Attachment, Incident
from sereno.kernel import clock
from sereno.kernel.errors import NotYours
from sereno.media import store
from sereno.media.models import Medium
from tests.neighbours import AROMOS, SECRET, VILLA, attach, ours, photo, settle, sign
from tests.town import NOON, Cast, recorded, report


def offer_of(town: Cast, ref: int) -> Handover:
    made = actions.offer(town.rosa, ref=ref, neighbour=AROMOS)
    settle()
    return Handover.objects.get(key=made.key, outgoing=False)


def accept(town: Cast, offer: Handover) -> int:
    """Los Aromos takes it over, and what was let out is brought."""
    accepted = actions.accept(town.carla, ref=offer.pk)
    settle()
    chores.bring_media()
    settle()
    assert accepted.incident_id is not None
    return accepted.incident_id


def photos_of(incident: int) -> list[Medium]:
    return [one.medium for one in incidents.media_of(Incident.objects.get(pk=incident))]


def test_the_photo_is_on_the_new_card_as_the_new_towns_own_without_device_data(town: Cast) -> None:
    sign(town)
    ref = report().incident
    first = attach(ref)
    settle()

    incident = accept(town, offer_of(town, ref))

    (copy,) = photos_of(incident)
    assert (copy.municipality_id, copy.kind) == (town.aromos, "photo")
    assert copy.pk != first
    assert copy.shown
    assert SECRET.encode() not in store.path(copy.original).read_bytes()
    assert incidents.access_medium(town.carla, copy.pk)
    with pytest.raises(NotYours):
        incidents.access_medium(town.carla, first)
    with pytest.raises(NotYours):
        incidents.access_medium(town.rosa, copy.pk)


def test_however_often_it_is_brought_it_is_there_once(town: Cast) -> None:
    sign(town)
    ref = report().incident
    attach(ref)
    settle()
    incident = accept(town, offer_of(town, ref))

    Parcel.objects.update(state="awaited")  # as if the worker had died before it settled
    chores.bring_media()
    settle()

    assert len(photos_of(incident)) == 1
    assert Incident.objects.get(pk=incident).media_count == 1


def test_what_the_treaty_withholds_is_neither_named_nor_let_out(town: Cast) -> None:
    sign(town, ours=Treaty(withhold=(Part.MEDIA,)))
    ref = report().incident
    medium = attach(ref)
    settle()
    offer = offer_of(town, ref)

    incident = accept(town, offer)
    attach(ref)
    settle()

    assert photos_of(incident) == []
    assert not Parcel.objects.exists()
    line = Link.objects.get(municipality_id=town.villa, neighbour=AROMOS)
    with pytest.raises(NotYours):
        parcels.let_out(line, handover=offer.key, medium=medium)


def test_nothing_is_let_out_before_it_is_accepted_nor_to_another_line(town: Cast) -> None:
    sign(town)
    ref = report().incident
    medium = attach(ref)
    settle()
    offer = offer_of(town, ref)
    line = Link.objects.get(municipality_id=town.villa, neighbour=AROMOS)
    with pytest.raises(NotYours):
        parcels.let_out(line, handover=offer.key, medium=medium)

    accept(town, offer)

    assert parcels.let_out(line, handover=offer.key, medium=medium).path is not None
    foreign = attach(report().incident)
    settle()
    for other, wanted in ((Link.objects.get(neighbour=VILLA), medium), (line, foreign)):
        with pytest.raises(NotYours):
            parcels.let_out(other, handover=offer.key, medium=wanted)


def test_a_photo_sent_after_the_handover_follows_it(town: Cast) -> None:
    sign(town)
    ref = report().incident
    incident = accept(town, offer_of(town, ref))

    attach(ref)
    settle()
    chores.bring_media()
    settle()

    assert len(photos_of(incident)) == 1
    assert Letter.objects.filter(kind="medium", outgoing=True).count() == 1


def test_a_photo_sent_while_the_offer_waits_follows_the_answer(town: Cast) -> None:
    sign(town)
    ref = report().incident
    offer = offer_of(town, ref)
    attach(ref)
    settle()
    assert not Letter.objects.filter(kind="medium").exists()

    incident = accept(town, offer)

    assert len(photos_of(incident)) == 1


def test_a_photo_that_is_not_safe_yet_is_waited_for(town: Cast) -> None:
    sign(town)
    ref = report().incident
    medium = attach(ref)
    settle()
    Medium.objects.filter(pk=medium).update(shown="", ready_at=None)
    offer = offer_of(town, ref)
    incident = accept(town, offer)
    assert photos_of(incident) == []
    assert queries.view(Handover.objects.get(pk=offer.pk)).media_awaited == 1

    Medium.objects.filter(pk=medium).update(shown=store.SHOWN + "/x.jpg", shown_type="image/jpeg")
    store.path("shown").mkdir(parents=True, exist_ok=True)
    store.path("shown/x.jpg").write_bytes(photo(says=""))
    with clock.frozen(NOON + timedelta(minutes=5)):
        chores.bring_media()

    assert len(photos_of(incident)) == 1


def test_one_that_cannot_be_shown_is_not_brought_and_the_desk_hears_it(town: Cast) -> None:
    sign(town)
    ref = report().incident
    attach(ref, content=b"\xff\xd8\xff" + bytes(40))
    settle()
    offer = offer_of(town, ref)
    actions.accept(town.carla, ref=offer.pk)
    settle()

    facts = recorded(chores.bring_media)

    assert [(fact.kind, fact.ids["reason"]) for fact in facts] == [("MediaNotBrought", "unreadable")]
    view = queries.view(Handover.objects.get(pk=offer.pk))
    assert (view.media_awaited, view.media_refused) == (0, 1)


def test_after_three_days_nobody_waits_any_more(town: Cast) -> None:
    sign(town)
    ref = report().incident
    medium = attach(ref)
    settle()
    Medium.objects.filter(pk=medium).update(shown="", ready_at=None)
    accept(town, offer_of(town, ref))

    with clock.frozen(NOON + timedelta(days=3, minutes=1)):
        chores.bring_media()

    assert Parcel.objects.get().refused == "not-delivered"


def test_the_owner_keeps_its_own_photo(town: Cast) -> None:
    sign(town)
    ref = report().incident
    medium = attach(ref)
    settle()
    offer = offer_of(town, ref)

    accept(town, offer)

    assert ours(offer).incident_id == ref
    assert Attachment.objects.get(medium_id=medium).incident_id == ref
