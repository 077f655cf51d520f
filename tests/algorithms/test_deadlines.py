"""A promise falls due when its own time has passed: by the clock, by office hours or by working days, pauses apart."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sereno.algorithms.deadlines import Calendar, Pause, Promise, Unit, due_at, remaining, working_length

SANTIAGO = ZoneInfo("America/Santiago")
OFFICE = Calendar(
    SANTIAGO,
    dict.fromkeys(range(5), (8 * 60 + 30, 17 * 60 + 30)),
    closed=frozenset({date(2026, 9, 18), date(2026, 12, 8), date(2026, 12, 25)}),
)
# Chile changes its clocks on 5 April and 6 September 2026; offices that never close feel it.
ROUND_THE_CLOCK = Calendar(SANTIAGO, dict.fromkeys(range(7), (0, 24 * 60)))

calendars = st.sampled_from([OFFICE, ROUND_THE_CLOCK])
moments = st.datetimes(datetime(2026, 3, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
promises = st.one_of(
    st.builds(Promise, st.integers(1, 5_000), st.sampled_from([Unit.SECONDS, Unit.MINUTES])),
    st.builds(Promise, st.integers(1, 100), st.sampled_from([Unit.HOURS, Unit.WORKING_HOURS])),
    st.builds(Promise, st.integers(1, 30), st.just(Unit.WORKING_DAYS)),
)


def local(moment: datetime | None) -> str:
    assert moment is not None
    return moment.astimezone(SANTIAGO).strftime("%a %d %b %H:%M")


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SANTIAGO).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "promise", "due"),
    [
        # Twenty working days from a Monday: the days after it count, 8 December is a holiday.
        (at(2026, 11, 23, 10), Promise(20, Unit.WORKING_DAYS), "Tue 22 Dec 17:30"),
        # At night nobody works: four working hours begin when the office opens.
        (at(2026, 11, 24, 3), Promise(4, Unit.WORKING_HOURS), "Tue 24 Nov 12:30"),
        # Over a weekend, and over Fiestas Patrias (18 September is a Friday).
        (at(2026, 9, 17, 16, 30), Promise(2, Unit.WORKING_HOURS), "Mon 21 Sep 09:30"),
        # Over the change of clocks plain hours are hours, and office hours are the town's own.
        (at(2026, 9, 5, 20), Promise(8, Unit.HOURS), "Sun 06 Sep 05:00"),
        (at(2026, 9, 4, 17), Promise(1, Unit.WORKING_HOURS), "Mon 07 Sep 09:00"),
    ],
)
def test_a_promise_falls_due_when_a_person_with_a_calendar_would_say(
    start: datetime, promise: Promise, due: str
) -> None:
    assert local(due_at(start, promise, OFFICE)) == due


def test_two_days_of_waiting_for_the_reporter_are_given_back() -> None:
    start = at(2026, 11, 23, 10)
    pause = Pause(at(2026, 11, 25, 8, 30), at(2026, 11, 27, 8, 30))

    assert local(due_at(start, Promise(5, Unit.WORKING_DAYS), OFFICE)) == "Mon 30 Nov 17:30"
    assert local(due_at(start, Promise(5, Unit.WORKING_DAYS), OFFICE, [pause])) == "Wed 02 Dec 17:30"


def test_while_it_stands_still_there_is_no_end_and_what_is_left_stays() -> None:
    start = at(2026, 11, 23, 10)
    pauses = [Pause(at(2026, 11, 23, 11))]

    assert due_at(start, Promise(4, Unit.HOURS), OFFICE, pauses) is None
    assert [remaining(start, Promise(4, Unit.HOURS), OFFICE, pauses, at=at(2026, 11, day, 12)) for day in (23, 30)] == [
        10_800.0,
        10_800.0,
    ]


@given(moments, moments, promises, calendars)
def test_who_reports_later_is_not_promised_earlier(
    one: datetime, other: datetime, promise: Promise, calendar: Calendar
) -> None:
    first, second = sorted((one, other))

    assert due_at(first, promise, calendar) <= due_at(second, promise, calendar)  # type: ignore[operator]


@given(moments, promises, calendars)
def test_a_longer_promise_never_ends_sooner(start: datetime, promise: Promise, calendar: Calendar) -> None:
    longer = Promise(promise.amount + 1, promise.unit)

    assert due_at(start, promise, calendar) < due_at(start, longer, calendar)  # type: ignore[operator]


@given(moments, promises, calendars)
def test_at_its_end_nothing_is_left(start: datetime, promise: Promise, calendar: Calendar) -> None:
    due = due_at(start, promise, calendar)
    assert due is not None

    assert remaining(start, promise, calendar, at=due) == pytest.approx(0, abs=0.01)
    assert remaining(start, promise, calendar, at=due - timedelta(seconds=1)) >= -1e-6


@given(moments, promises, calendars, st.floats(0, 1.2), st.floats(0.001, 3))
def test_a_pause_extends_by_exactly_its_working_length(
    start: datetime, promise: Promise, calendar: Calendar, begins: float, lasts: float
) -> None:
    due = due_at(start, promise, calendar)
    assert due is not None
    pause = Pause(start + (due - start) * begins, start + (due - start) * (begins + lasts))
    assert pause.until is not None
    counted_from = calendar.next_day(start) if promise.unit is Unit.WORKING_DAYS else start

    extended = due_at(start, promise, calendar, [pause])

    assert extended is not None
    assert extended >= due
    if pause.since >= due:
        assert extended == due
    else:
        stood = working_length(max(pause.since, counted_from), pause.until, promise.unit, calendar)
        assert working_length(due, extended, promise.unit, calendar) == pytest.approx(stood, abs=0.01)


@given(moments, promises, calendars, st.floats(0, 0.9), st.floats(0, 1), st.floats(0, 1))
def test_what_is_left_does_not_change_while_it_stands_still(
    start: datetime, promise: Promise, calendar: Calendar, begins: float, one: float, other: float
) -> None:
    due = due_at(start, promise, calendar)
    assert due is not None
    since = start + (due - start) * begins
    pauses = [Pause(since, since + timedelta(days=3))]

    left = [remaining(start, promise, calendar, pauses, at=since + timedelta(days=3) * share) for share in (one, other)]

    assert left[0] == pytest.approx(left[1], abs=0.01)


@pytest.mark.parametrize("hours", [{}, {0: (600, 600)}, {0: (-1, 60)}, {0: (60, 1441)}])
def test_a_calendar_that_never_opens_is_refused(hours: dict[int, tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="hours"):
        Calendar(SANTIAGO, hours)


def test_a_promise_of_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="amount"):
        Promise(0, Unit.HOURS)
