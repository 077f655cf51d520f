"""The page of before and after: what may be said of a change on a day, and all that it rests on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sereno.algorithms.interrupted import LEAST_AFTER, LEAST_BEFORE, Effect
from sereno.algorithms.verdicts import LEAST_CASES, LEAST_PLACEBOS, Reason, Verdict, placebo_share
from sereno.analytics import change, kpis
from sereno.analytics.change import Asked, Change, Measure, Weeks
from sereno.analytics.legs import Dimension
from sereno.doors import answers
from sereno.doors.guard import needs
from sereno.doors.insight import asking, drawing, frame, words
from sereno.doors.insight.asking import Choice, Select
from sereno.kernel import clock
from sereno.people.rules import Ability
from sereno.places import queries as places

HERE = "/insight/change"
_BEFORE, _AFTER = timedelta(weeks=52), timedelta(weeks=26)
_SINCE = timedelta(weeks=12)


@require_safe
@needs(Ability.SEE_INSIGHT)
def show(request: HttpRequest) -> HttpResponse:
    """What changed on a day, or that it cannot be told."""
    town, viewer = frame.town_of(request), answers.viewer_of(request)
    asked = _read(request, town=town)
    told = change.look(viewer, municipality=town.id, asked=asked)
    say = _teller(asked.measure)
    context = {
        "asked": asked,
        "question": asked.question,
        "selects": _selects(asked, municipality=town.id),
        "told": told,
        "kpi": kpis.BY_CODE[_KPI[asked.measure]],
        "verdict": _verdict(told, say),
        "may_be_said": told.found.verdict in {Verdict.FALLS, Verdict.RISES},
        "why": _why(told),
        "methods": _methods(told, say),
        "counts": asked.measure is Measure.COUNT,
        "needs": {"before": LEAST_BEFORE, "after": LEAST_AFTER, "cases": LEAST_CASES},
        "chart": _chart(told, asked, say),
        "placebos": _placebos(told, say),
        "covered": words.percent(told.mix.covered) if told.mix else "",
        "against": asking.names(Dimension.ZONE, municipality=town.id).get(asked.against, asked.against),
    }
    return frame.page(request, "insight/change.html", context, at=HERE)


_KPI = {Measure.WAIT: "capped-wait", Measure.WITHIN: "within-target", Measure.COUNT: "incidents"}


def _read(request: HttpRequest, *, town: places.Town) -> Asked:
    """What the address asks; without a period a year before the day and half a year after it."""
    today = clock.now().astimezone(town.timezone).date()
    yesterday = today - timedelta(days=1)  # the last whole day
    on = asking.day(request.GET.get("on")) or today - _SINCE
    on = min(on, today)
    begin = asking.day(request.GET.get("from")) or on - _BEFORE
    end = min(asking.day(request.GET.get("until")) or on + _AFTER, yesterday)
    longest = timedelta(weeks=change.MOST_WEEKS)
    begin, end = max(min(begin, on), on - longest), min(max(end, on), on + longest)
    measure, against = request.GET.get("measure", ""), request.GET.get("against", "")[:60]
    question = replace(asking.read(request.GET, town=town), begin=begin, end=end, leg="response")
    known = Measure(measure) if measure in set(Measure) else Measure.WAIT
    is_other = question.zone and against != question.zone  # a town beside a part of itself would compare nothing
    return Asked(question=question, on=on, measure=known, against=against if is_other else "")


def _selects(asked: Asked, *, municipality: int) -> list[Select]:
    """What is measured, where, and beside which zone; then of which incidents."""
    named = {Measure.WAIT: _("Mean response"), Measure.WITHIN: _("Within target"), Measure.COUNT: _("Incidents a week")}
    measure = Select(
        "measure", _("What is compared"), [Choice(one.value, named[one], one is asked.measure) for one in Measure]
    )
    zones = asking.names(Dimension.ZONE, municipality=municipality)
    nothing = Choice("", _("None") if asked.question.zone else _("Choose a zone first"))
    others = {code: name for code, name in zones.items() if asked.question.zone not in {"", code}}
    beside = [nothing, *(Choice(code, name, code == asked.against) for code, name in others.items())]
    wanted = {Dimension.PRIORITY.value, Dimension.CHANNEL.value, Dimension.CATEGORY.value, Dimension.ZONE.value}
    known = [one for one in asking.selects(asked.question, municipality=municipality) if one.name in wanted]
    return [measure, *known, Select("against", _("Compared with zone"), beside)]


def _teller(measure: Measure) -> Callable[[float], str]:
    """How figures of a measure are told, signs included."""
    if measure is Measure.COUNT:
        return lambda value: number_format(value, 1).replace("-", "−")
    if measure is Measure.WITHIN:
        return lambda value: f"{number_format(100 * value, 1)} %".replace("-", "−")
    return lambda value: ("−" if value < 0 else "") + words.span(abs(value))


def _signed(value: float, say: Callable[[float], str]) -> str:
    return ("+" if value > 0 else "") + say(value)


def _verdict(told: Change, say: Callable[[float], str]) -> str:
    """The one sentence."""
    if told.effect is None:
        return _("Insufficient data")
    by = say(abs(told.effect.value))
    match told.found.verdict:
        case Verdict.FALLS:
            return _("Since the day it is less, by %(by)s.") % {"by": by}
        case Verdict.RISES:
            return _("Since the day it is more, by %(by)s.") % {"by": by}
        case _:
            return _("Nothing can be concluded.")


def _why(told: Change) -> str:
    return {
        Reason.NONE: _(
            "The interval leaves out no change, dates without a change do not show as much, and the same mix of cases "
            "does not say the contrary."
        ),
        Reason.WEEKS: _("There are too few weeks with figures before the day, or after it."),
        Reason.CASES: _("There are too few cases before the day, or after it."),
        Reason.INTERVAL: _("The interval holds no change, too: what is seen may be chance."),
        Reason.PLACEBO: _("Dates at which nothing happened show as much."),
        Reason.APART: _("Both zones drifted apart before the day, so that one cannot stand for the other."),
        Reason.MIX: _(
            "With the same mix of cases on both sides it points the other way: it was other cases, not another service."
        ),
    }[told.found.reason]


def _methods(told: Change, say: Callable[[float], str]) -> list[dict[str, str]]:
    """Each way of looking, with its effect; the one that is judged first."""
    found: list[tuple[str, str, Effect | None]] = []
    if told.broken is not None and told.other is not None:
        what = _("The step of the weekly differences to the other zone: what happens to both does not count.")
        found.append((_("Difference in differences"), what, told.effect))
        found.append((_("Trend of the difference before the day"), _("A week; it should hold no change."), told.apart))
    if told.broken is not None:
        what = _("The step between two straight lines, one before the day and one after it.")
        found.append((_("Interrupted series"), what, told.broken.level))
    if told.mix is not None:
        what = _("The difference of the means, as if both sides had had the same hours, zones, kinds and priorities.")
        found.append((_("Same mix of cases"), what, told.mix.effect))
    return [
        {
            "name": name,
            "what": what,
            "effect": _signed(effect.value, say),
            "interval": f"{_signed(effect.low, say)} … {_signed(effect.high, say)}",
            "smallest": say(effect.smallest),
        }
        for name, what, effect in found
        if effect is not None
    ]


def _chart(told: Change, asked: Asked, say: Callable[[float], str]) -> dict[str, Any]:
    """The weekly figures, the two lines, and the first of them drawn on."""
    if len(told.weeks.week) < 2:
        return {}
    weeks = list(range(told.weeks.week[0], told.weeks.week[-1] + 1))
    lines = [_spread(told.weeks, told.weeks.values.tolist(), weeks)]
    if told.other is not None:
        lines.append(_spread(told.other, told.other.values.tolist(), weeks))
    fitted: list[list[float | None]] = []
    if told.broken is not None:
        known = told.broken
        drawn_on = _spread(told.weeks, known.without.tolist(), weeks)
        both = _spread(told.weeks, known.fitted.tolist(), weeks)
        fitted = [
            [value if week < 0 else None for week, value in zip(weeks, both, strict=True)],
            *([one if week >= 0 else None for week, one in zip(weeks, line, strict=True)] for line in (both, drawn_on)),
        ]
    values = [value for line in (*lines, *fitted) for value in line if value is not None]
    low, high = 0.0, max(values) * 1.08
    place = -weeks[0] / max(1, len(weeks) - 1)
    return {
        "course": drawing.line(lines[0], low=low, high=high),
        "other": drawing.line(lines[1], low=low, high=high) if len(lines) > 1 else [],
        "fitted": [piece for line in fitted[:2] for piece in drawing.line(line, low=low, high=high)],
        "without": drawing.line(fitted[2], low=low, high=high) if fitted else [],
        "day": round(place * drawing.WIDE, 1) if 0 <= place <= 1 else None,
        "top": say(high),
        "first": asked.on + timedelta(weeks=weeks[0]),
        "last": asked.on + timedelta(weeks=weeks[-1]),
    }


def _spread(known: Weeks, values: list[float], weeks: list[int]) -> list[float | None]:
    of_week = dict(zip(known.week, values, strict=True))
    return [of_week.get(week) for week in weeks]


def _placebos(told: Change, say: Callable[[float], str]) -> dict[str, object]:
    """How the true step stands among those at dates without a change."""
    if told.effect is None or not told.placebos:
        return {}
    steps = [step for _, step in told.placebos]
    widest = max(abs(step) for step in (*steps, told.effect.value)) * 1.1 or 1.0
    at = [round((step / widest + 1) / 2 * drawing.WIDE, 1) for step in (*steps, told.effect.value)]
    return {
        "n": len(steps),
        "enough": len(steps) >= LEAST_PLACEBOS,
        "as_much": sum(abs(step) >= abs(told.effect.value) for step in steps),
        "share": words.percent(placebo_share(told.effect.value, steps)),
        "at": at[:-1],
        "true": at[-1],
        "low": _signed(-widest, say),
        "high": _signed(widest, say),
    }
