"""The page of response times, and the incidents behind a bar of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sereno.algorithms.samples import LEAST_CASES, Summary, Waiting
from sereno.analytics import kpis, points, response
from sereno.analytics.legs import Dimension, Question
from sereno.analytics.response import Answer, Bar, Line, One, Which
from sereno.dispatch import board
from sereno.doors import answers
from sereno.doors.guard import needs
from sereno.doors.insight import asking, drawing, frame, words
from sereno.incidents import queries as incidents
from sereno.kernel import clock
from sereno.kernel.errors import NotYours
from sereno.people.rules import Ability

HERE = "/insight/response"
_BEHIND = f"{HERE}/incidents"
_FEW = 5  # fewer than this are not told as a number: who knows the place would know the people


@require_safe
@needs(Ability.SEE_INSIGHT)
def show(request: HttpRequest) -> HttpResponse:
    """How long it takes, by whatever it may depend on."""
    town, viewer = frame.town_of(request), answers.viewer_of(request)
    question = asking.read(request.GET, town=town)
    told = response.answer(viewer, municipality=town.id, question=question)
    opens = response.may_see_single(viewer, town.id)
    context = {
        "question": question,
        "selects": asking.selects(question, municipality=town.id),
        "periods": _periods(request, question),
        "told": told,
        "enough": told.whole.median is not None,
        "least": LEAST_CASES,
        "leg": kpis.BY_CODE[question.leg],
        "figures": _figures(told),
        "kpis": {code.replace("-", "_"): kpi for code, kpi in kpis.BY_CODE.items()},
        "legs": [_leg(line, question) for line in told.legs],
        "bars": _bars(told.bars, question, opens=opens),
        "marks": _marks(told),
        "waiting": _waiting(told.waiting, told.horizon_s),
        "by": _groups(told.by, question, municipality=town.id, opens=opens),
        "dimensions": [
            {
                "name": words.dimension(one),
                "address": f"{HERE}?{asking.write(replace(question, by=one))}#by",
                "chosen": one is question.by,
            }
            for one in Dimension
        ],
        "never_address": _behind(question, missing=1) if opens and told.whole.missing else "",
        "apart": [(words.apart(reason), count) for reason, count in told.apart.items() if count],
        "timezone": town.timezone.key,
    }
    return frame.page(request, "insight/response.html", context, at=HERE)


@require_safe
@needs(Ability.SEE_INSIGHT)
def behind(request: HttpRequest) -> HttpResponse:
    """The newest incidents behind a bar, for whoever may see single ones."""
    town, viewer = frame.town_of(request), answers.viewer_of(request)
    question = asking.read(request.GET, town=town)
    from_s, until_s = _seconds(request.GET.get("from_s")), _seconds(request.GET.get("until_s"))
    which = Which(from_s or 0, until_s, missing=request.GET.get("missing") == "1")
    try:
        found = points.look_behind(viewer, municipality=town.id, question=question, which=which)
    except NotYours:
        return frame.missing(request)
    context = {
        "question": question,
        "count": found.count,
        "rows": _rows(found.listed, municipality=town.id),
        "leg": kpis.BY_CODE[question.leg],
        "missing": which.missing,
        "from": words.span(from_s) if from_s is not None else "",
        "until": words.span(until_s) if until_s is not None else "",
        "filters": _chosen(question, municipality=town.id),
        "back": f"{HERE}?{asking.write(question)}",
        "timezone": town.timezone.key,
    }
    return frame.page(request, "insight/response_incidents.html", context, at=HERE)


def _periods(request: HttpRequest, question: Question) -> list[dict[str, Any]]:
    today = clock.now().astimezone(frame.town_of(request).timezone).date()
    return [
        {**one, "address": f"{HERE}?{asking.write(replace(question, begin=one['begin'], end=today))}"}
        for one in asking.periods(question, today=today)
    ]


def _figures(told: Answer) -> list[dict[str, object]]:
    """The large figures: each with what it is, its interval, and how many cases stand behind it."""
    whole, waiting = told.whole, told.waiting
    over = whole.done + whole.missing
    spans = [
        (_("median"), whole.median, whole.median_interval),
        (_("nine of ten within"), whole.p90, whole.p90_interval),
    ]
    found = [_figure(name, words.span(of), words.between(known, words.span), whole.done) for name, of, known in spans]
    if waiting is not None and whole.missing:
        by90 = words.span(waiting.by90) if waiting.by90 is not None else _("never")
        found.append(_figure(_("nine of ten, those never reached counted"), by90, "", over + whole.waiting))
    kept = words.between(whole.within_interval, words.percent)
    found.append(_figure(_("within target"), words.percent(whole.within), kept, whole.told))
    found.append(_figure(_("closed without it"), words.percent(whole.missing_share), "", over))
    return found


def _figure(name: str, value: str, interval: str, n: int) -> dict[str, object]:
    return {"name": name, "value": value, "interval": interval, "n": n}


def _leg(line: Line, question: Question) -> dict[str, object]:
    address = f"{HERE}?{asking.write(replace(question, leg=line.code))}"
    chosen = line.code == question.leg
    return {"kpi": kpis.BY_CODE[line.code], "address": address, "chosen": chosen, **_told(line.summary)}


def _told(summary: Summary) -> dict[str, object]:
    """A summary in words; an empty interval where the weeks are too few for one."""
    return {
        "n": _count(summary.done),
        "enough": summary.median is not None,
        "median": words.span(summary.median),
        "median_interval": words.between(summary.median_interval, words.span),
        "p90": words.span(summary.p90),
        "p90_interval": words.between(summary.p90_interval, words.span),
        "within": words.percent(summary.within),
        "within_interval": words.between(summary.within_interval, words.percent),
        "told": summary.told,
        "missing": words.percent(summary.missing_share),
        "waiting": summary.waiting,
        "disordered": summary.disordered,
    }


def _count(n: int) -> str:
    return f"< {_FEW}" if 0 < n < _FEW else f"{n:,}".replace(",", "\u202f")


def _bars(bars: Sequence[Bar], question: Question, *, opens: bool) -> list[dict[str, object]]:
    highest = max((bar.cases for bar in bars), default=1)
    width = drawing.WIDE / max(1, len(bars))
    return [
        {
            "x": round(place * width, 2),
            "width": round(width - min(3.0, width / 6), 2),
            "y": round(drawing.HIGH * (1 - bar.cases / highest), 2),
            "height": round(drawing.HIGH * bar.cases / highest, 2),
            "n": f"{bar.cases}" if opens else _count(bar.cases),
            "name": _between(bar),
            "address": _behind(question, from_s=bar.from_s, until_s=bar.until_s) if opens and bar.cases else "",
        }
        for place, bar in enumerate(bars)
    ]


def _between(bar: Bar) -> str:
    if bar.until_s is None:
        return _("%(from)s or more") % {"from": words.span(bar.from_s)}
    return f"{words.span(bar.from_s)} – {words.span(bar.until_s)}"


def _marks(told: Answer) -> dict[str, object]:
    """Where median and p90 stand on the axis of the bars, and how the axis is named."""
    if not told.bars or told.whole.median is None or told.whole.p90 is None:
        return {}
    width = told.bars[0].until_s or 1
    until = width * len(told.bars)
    last = words.span(until) + (" +" if told.bars[-1].until_s is None else "")
    return {
        "median": drawing.across(told.whole.median, of=until),
        "p90": drawing.across(told.whole.p90, of=until),
        "axis": [words.span(0), words.span(until / 2), last],
    }


def _waiting(waiting: Waiting | None, horizon_s: float) -> dict[str, object]:
    if waiting is None:
        return {}
    band = [*zip(waiting.edges, waiting.high, strict=True), *reversed([*zip(waiting.edges, waiting.low, strict=True)])]
    return {
        "curve": drawing.steps(waiting.curve.seconds, waiting.curve.waiting, until=horizon_s),
        "band": drawing.points_of(band, wide=horizon_s) if band else "",
        "mean": words.span(waiting.mean),
        "mean_interval": words.between(waiting.mean_interval, words.span),
        "axis": [words.span(0), words.span(horizon_s / 2), words.span(horizon_s)],
    }


def _groups(lines: Sequence[Line], question: Question, *, municipality: int, opens: bool) -> list[dict[str, object]]:
    named = asking.names(question.by, municipality=municipality)
    longest = max((line.summary.p90 or 0.0 for line in lines), default=0.0) * 1.05
    found = []
    for line in lines:
        asked = question.only(question.by, line.code)
        found.append(
            {
                "name": named.get(line.code) or line.code or _("not known"),
                "address": f"{HERE}?{asking.write(asked)}" if line.code else "",
                "behind": _behind(asked) if opens and line.code and line.summary.done else "",
                "drawn": _drawn(line.summary, longest),
                **_told(line.summary),
            }
        )  # fmt: skip
    return found


def _drawn(summary: Summary, longest: float) -> dict[str, float]:
    if summary.median is None or summary.p90 is None:
        return {}
    drawn = {"median": drawing.across(summary.median, of=longest), "p90": drawing.across(summary.p90, of=longest)}
    known = summary.median_interval
    if known is not None:
        low, high = (drawing.across(end, of=longest) for end in (known.low, known.high))
        drawn |= {"low": low, "wide": round(max(high - low, 2.0), 1)}
    return drawn


def _behind(question: Question, **more: object) -> str:
    return f"{_BEHIND}?{asking.write(question, **more)}"


def _seconds(written: str | None) -> int | None:
    return int(written) if written and written.isdecimal() and len(written) < 9 else None


def _chosen(question: Question, *, municipality: int) -> list[str]:
    """The filters in force, in words."""
    found = []
    for dimension in Dimension:
        value = str(getattr(question, dimension.value) or "")
        if value:
            name = asking.names(dimension, municipality=municipality).get(value, value)
            found.append(f"{words.dimension(dimension)}: {name}")
    return found


def _rows(listed: Sequence[One], *, municipality: int) -> list[dict[str, object]]:
    named = {number: one.name for number, one in incidents.categories_by_id(municipality).items()}
    zones = asking.names(Dimension.ZONE, municipality=municipality)
    return [
        {
            "number": board.number_of(one.id, municipality=municipality),
            "category": named.get(one.category, ""),
            "priority": one.priority,
            "received_at": one.received_at,
            "place": one.place or zones.get(one.zone, one.zone),
            "took": words.span(one.seconds),
        }
        for one in listed
    ]
