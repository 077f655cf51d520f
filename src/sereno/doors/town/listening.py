"""How the town is reached: numbers to call, channels, duty hours."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from sereno.doors import answers
from sereno.doors.guard import needs
from sereno.doors.town import frame, words
from sereno.kernel import clock
from sereno.people import queries as people
from sereno.people.rules import Ability
from sereno.places import actions
from sereno.places import queries as places
from sereno.places.policies import (
    Channels,
    DeskHours,
    DutyHours,
    EmergencyNumber,
    Listening,
    NumbersToCall,
    PolicyValue,
)
from sereno.vocabulary.words import Channel

_DAYS = range(1, 8)
_CHANNELS = tuple(channel for channel in Channel if channel is not Channel.PEER)  # that one is in the treaties


class NumberForm(forms.Form):
    """A telephone number; a row without a number is left out."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60, required=False)
    number = forms.RegexField(
        r"^[0-9*#+ -]{2,20}$",
        label=gettext_lazy("Number"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        error_messages={"invalid": gettext_lazy("Only digits, spaces and * # + -")},
    )
    purpose = forms.ChoiceField(label=gettext_lazy("For what"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = (self.initial or {}).get("purpose", "")
        known = words.purposes()
        choice: Any = self.fields["purpose"]
        choice.choices = [("", "–"), *known.items(), *([(held, held)] if held and held not in known else [])]

    def clean(self) -> dict[str, Any]:
        """A number without a name tells nobody whom they call."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("number") and not given.get("name"):
            self.add_error("name", _("Say who answers."))
        if given.get("name") and not given.get("number") and "number" not in self.errors:
            self.add_error("number", _("Say the number."))
        return given


_Numbers = forms.formset_factory(NumberForm, extra=2)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.RUN_TOWN)
def numbers(request: HttpRequest) -> HttpResponse:
    """Whom residents are told to call; the first stand first."""
    municipality = frame.municipality_of(request)
    rows = places.numbers_to_call(municipality)
    formset = _Numbers(request.POST if request.method == "POST" else None, initial=rows, prefix="number")
    if request.method == "POST" and formset.is_valid():
        kept = tuple(
            EmergencyNumber(row["name"].strip(), row["number"].strip(), row["purpose"].strip())
            for row in formset.cleaned_data
            if row.get("number")
        )
        return _save(request, NumbersToCall(numbers=kept), then="/town/numbers")
    status = HTTPStatus.BAD_REQUEST if request.method == "POST" else HTTPStatus.OK
    return frame.page(request, "town/numbers.html", {"formset": formset}, at="/town/numbers", status=status)


def _save(request: HttpRequest, value: PolicyValue, *, then: str) -> HttpResponse:
    municipality, by = frame.municipality_of(request), answers.viewer_of(request).user
    act: Callable[[], object] = lambda: actions.set_policy(value, municipality=municipality, by=by)  # noqa: E731
    return frame.carry_out(request, act, done=_("Saved. Residents and the desk see it within seconds."), then=then)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.RUN_TOWN)
def channels(request: HttpRequest) -> HttpResponse:
    """Which ways of reporting are open, and what the town says about each."""
    municipality = frame.municipality_of(request)
    if request.method == "POST":
        closed = tuple(channel for channel in _CHANNELS if request.POST.get(f"open-{channel}") != "yes")
        notes = {channel: request.POST.get(f"note-{channel}", "").strip()[:500] for channel in _CHANNELS}
        value = Channels(closed=closed, notes={channel: note for channel, note in notes.items() if note})
        return _save(request, value, then="/town/channels")
    held = places.policy(Channels, municipality=municipality)
    rows = [
        {
            "code": channel.value,
            "name": words.channel(channel),
            "is_open": channel not in held.closed,
            "note": held.notes.get(channel, ""),
        }
        for channel in _CHANNELS
    ]
    return frame.page(request, "town/channels.html", {"rows": rows}, at="/town/channels")


class HoursForm(forms.Form):
    """What the hours of all desks share."""

    otherwise_call = forms.RegexField(
        r"^[0-9*#+ -]{2,20}$",
        label=gettext_lazy("When nobody listens, residents are told to call"),
        required=False,
        help_text=gettext_lazy("A number somebody answers at any hour."),
    )


class DeskForm(forms.Form):
    """The week of one desk: a row of hours for each day."""

    answer_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes to an answer, usually"), required=False, min_value=1, max_value=10_000
    )
    rests_on_holidays = forms.BooleanField(label=gettext_lazy("Rests on holidays"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in _DAYS:
            for end in ("opens", "closes"):
                self.fields[f"{end}_{day}"] = forms.TimeField(
                    required=False,
                    label=words.day_end(day, end),
                    widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                )

    def clean(self) -> dict[str, Any]:
        """Both hours of a day or none."""
        given: dict[str, Any] = super().clean() or {}
        for day in _DAYS:
            opens, closes = given.get(f"opens_{day}"), given.get(f"closes_{day}")
            if (opens is None) != (closes is None):
                self.add_error(f"closes_{day}" if closes is None else f"opens_{day}", _("Say both hours, or none."))
        return given

    def days(self) -> list[dict[str, Any]]:
        """The week as rows: the day's name and its two fields."""
        return [
            {"name": words.day(day), "opens": self[f"opens_{day}"], "closes": self[f"closes_{day}"]} for day in _DAYS
        ]

    def desk(self, department: str) -> DeskHours | None:
        """The hours filled in; None when there are none."""
        given = self.cleaned_data
        week = tuple(
            Listening(
                day=day, opens=given[f"opens_{day}"].strftime("%H:%M"), closes=given[f"closes_{day}"].strftime("%H:%M")
            )
            for day in _DAYS
            if given[f"opens_{day}"] is not None
        )
        if not week:
            return None
        return DeskHours(
            department=department,
            week=week,
            rests_on_holidays=given["rests_on_holidays"],
            answer_minutes=given["answer_minutes"],
        )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.RUN_TOWN)
def hours(request: HttpRequest) -> HttpResponse:
    """When somebody listens: the town's own hours, and those of departments that differ."""
    municipality = frame.municipality_of(request)
    held = places.policy(DutyHours, municipality=municipality)
    named = {desk.department: desk for desk in held.desks}
    known = [("", _("The whole town")), *((one.code, one.name) for one in people.departments(municipality))]
    posted = request.POST if request.method == "POST" else None
    form = HoursForm(posted, initial={"otherwise_call": held.otherwise_call})
    desks = [
        (code, name, DeskForm(posted, prefix=f"desk-{code}", initial=_week(named.get(code)))) for code, name in known
    ]
    if posted is not None and form.is_valid() and all(desk.is_valid() for _code, _name, desk in desks):
        filled = (desk.desk(code) for code, _name, desk in desks)
        value = DutyHours(
            desks=tuple(desk for desk in filled if desk is not None),
            otherwise_call=form.cleaned_data["otherwise_call"],
        )
        return _save(request, value, then="/town/hours")
    context = {"form": form, "desks": _shown(desks, named), "now": places.duty(municipality, at=clock.now())}
    status = HTTPStatus.BAD_REQUEST if posted is not None else HTTPStatus.OK
    return frame.page(request, "town/hours.html", context, at="/town/hours", status=status)


def _week(desk: DeskHours | None) -> dict[str, Any]:
    if desk is None:
        return {}
    filled: dict[str, Any] = {"answer_minutes": desk.answer_minutes, "rests_on_holidays": desk.rests_on_holidays}
    for span in desk.week:
        filled |= {f"opens_{span.day}": span.opens, f"closes_{span.day}": span.closes}
    return filled


def _shown(desks: Sequence[tuple[str, str, DeskForm]], named: dict[str, DeskHours]) -> list[dict[str, Any]]:
    return [
        {
            "code": code,
            "name": name,
            "form": desk,
            "is_open": not code or bool(desk.errors),
            "told": words.week(named[code].week) if code in named else "",
        }
        for code, name, desk in desks
    ]
