"""Stages only go forward."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sereno.incidents import rules
from sereno.vocabulary.words import Moment, Stage

ORDER = list(Stage)


@given(st.lists(st.sampled_from(list(Moment)), max_size=12))
def test_whatever_is_observed_the_stage_never_goes_back(moments: list[Moment]) -> None:
    stage = Stage.NEW
    for moment in moments:
        after = rules.stage_after(stage, moment)
        assert ORDER.index(after) >= ORDER.index(stage)
        stage = after


def test_legs_are_the_spans_between_moments_and_none_where_one_is_missing() -> None:
    start = datetime(2026, 11, 20, 15, tzinfo=UTC)
    moments = {
        Moment.RECEIVED: start,
        Moment.OPENED: start + timedelta(seconds=10),
        Moment.ON_SCENE: start + timedelta(seconds=190),
    }

    seconds = {leg.code: leg.seconds for leg in rules.legs(moments)}  # type: ignore[arg-type]

    assert (seconds["opening"], seconds["response"], seconds["travel"]) == (10.0, 190.0, None)
