"""What the live stream reads: nothing told twice, nothing missed because it was written a moment late."""

from datetime import timedelta

from sereno.dispatch.models import Unit
from sereno.doors.live.news import Reader
from sereno.incidents.models import Presence
from sereno.kernel import clock
from sereno.ledger import queries as ledger
from tests.town import NOON, Cast, report


def test_who_opens_a_card_while_the_stream_is_looking_is_told_all_the_same(town: Cast) -> None:
    ref = report().incident
    reader = Reader(ledger.head())
    with clock.frozen(NOON + timedelta(seconds=10)):
        reader.look()
        Presence.objects.create(
            municipality_id=town.villa,
            incident_id=ref,
            user_id=town.rosa.account,
            seen_at=clock.now() - timedelta(milliseconds=20),
            here=True,
        )
        presences = [[b"event: presence" in item.for_desk for item in reader.look().items] for _ in range(2)]

    assert [sum(heard) for heard in presences] == [1, 0]


def test_a_position_written_a_moment_late_is_told_once(town: Cast) -> None:
    reader = Reader(ledger.head())
    with clock.frozen(NOON + timedelta(seconds=10)):
        reader.look()
        before = clock.now() - timedelta(milliseconds=20)
        Unit.objects.filter(pk=town.motorbike).update(lon=-70.61, lat=-33.43, fix_at=before, fix_received_at=before)
        positions = [[b"event: unit" in item.for_desk for item in reader.look().items] for _ in range(2)]

    assert [sum(heard) for heard in positions] == [1, 0]
