"""The town's calendar: hours of the week, whose holidays count, days closed and worked by its own choice."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sereno.doors import answers
from sereno.doors.guard import needs
from sereno.doors.town import frame, words
from sereno.kernel import clock
from sereno.people.rules import Ability
from sereno.places import actions
from sereno.places import queries as places
from sereno.places.policies import OfficeHours, OwnDay, TownCalendar

_HERE = "/town/calendar"
_DAYS = range(7)
_EMPTY_ROWS = 2
_MOST_DAYS = 200
_EVERY_YEAR = len("12-08")


class CalendarForm(forms.Form):
    """The hours of the week, and whose holidays count."""

    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    subdivision = forms.ChoiceField(
        label=gettext_lazy("Region"),
        required=False,
        help_text=gettext_lazy("Only where a region has holidays of its own."),
    )

    def __init__(self, *args: Any, country: str, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        countries: Any = self.fields["country"]
        countries.choices = _countries(country)
        regions: Any = self.fields["subdivision"]
        regions.choices = _regions(country, region)
        for day in _DAYS:
            for end in ("opens", "closes"):
                self.fields[f"{end}_{day}"] = forms.TimeField(
                    required=False,
                    label=words.day_end(day + 1, end),
                    widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                )

    def clean(self) -> dict[str, Any]:
        """Both hours of a day or none, in their order; and at least one day on which somebody works."""
        given: dict[str, Any] = super().clean() or {}
        for day in _DAYS:
            opens, closes = given.get(f"opens_{day}"), given.get(f"closes_{day}")
            if (opens is None) != (closes is None) and not self.errors:
                self.add_error(f"closes_{day}" if closes is None else f"opens_{day}", _("Say both hours, or none."))
            elif opens is not None and closes is not None and opens >= closes:
                self.add_error(f"closes_{day}", _("It must close later than it opens."))
        if not self.errors and not self.hours():
            self.add_error("opens_0", _("Say the hours of at least one day: deadlines are counted by them."))
        return given

    def hours(self) -> tuple[OfficeHours, ...]:
        """The days on which the offices open."""
        given = self.cleaned_data
        return tuple(
            OfficeHours(day=day, opens=given[f"opens_{day}"], closes=given[f"closes_{day}"])
            for day in _DAYS
            if given.get(f"opens_{day}") and given.get(f"closes_{day}")
        )

    def days(self) -> list[dict[str, Any]]:
        """The week as rows: the day's name and its two fields."""
        return [{"name": words.day(day + 1), "ends": (self[f"opens_{day}"], self[f"closes_{day}"])} for day in _DAYS]


class DayForm(forms.Form):
    """A day of the town's own; an empty row is left out."""

    day = forms.DateField(
        label=gettext_lazy("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    every_year = forms.BooleanField(label=gettext_lazy("Every year"), required=False)
    name = forms.CharField(label=gettext_lazy("Reason"), max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        """A reason without its day says nothing."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("name") and not given.get("day") and "day" not in self.errors:
            self.add_error("day", _("Say the day."))
        return given


class ClosedDayForm(DayForm):
    """A closed day says why: residents and later administrators ask."""

    def clean(self) -> dict[str, Any]:
        """The reason is asked for."""
        given = super().clean()
        if given.get("day") and not given.get("name"):
            self.add_error("name", _("Say why the town is closed."))
        return given


_Closed = forms.formset_factory(ClosedDayForm, extra=_EMPTY_ROWS, max_num=_MOST_DAYS)
_Worked = forms.formset_factory(DayForm, extra=_EMPTY_ROWS, max_num=_MOST_DAYS)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.RUN_TOWN)
def show(request: HttpRequest) -> HttpResponse:
    """The form, and the closed days of a year as they are in force."""
    municipality = frame.municipality_of(request)
    held = places.policy(TownCalendar, municipality=municipality)
    posted = request.POST if request.method == "POST" else None
    country = posted.get("country", "") if posted is not None else held.country
    region = held.subdivision if country == held.country else ""
    today = clock.now().astimezone(places.town(municipality).timezone).date()
    form = CalendarForm(posted, initial=_begun(held), country=country, region=region)
    closed = _Closed(posted, initial=_rows(held.closed_days, today), prefix="closed")
    worked = _Worked(posted, initial=_rows(held.worked_days, today), prefix="worked")
    if posted is not None and all([form.is_valid(), closed.is_valid(), worked.is_valid()]):
        value = TownCalendar(
            country=form.cleaned_data["country"],
            subdivision=form.cleaned_data["subdivision"],
            hours=form.hours(),
            closed_days=_own_days(closed.cleaned_data),
            worked_days=_own_days(worked.cleaned_data),
        )
        return _save(request, value, held)
    year = _year(request.GET.get("year", ""), today.year)
    context = {
        "form": form,
        "closed": closed,
        "worked": worked,
        "today": _today(municipality, held),
        "year": year,
        "this_year": today.year,
        "days_off": [
            {"day": day, "name": off.name, "source": off.source, "is_past": day < today}
            for day, off in places.days_off(municipality, year=year).items()
        ],
    }
    status = HTTPStatus.BAD_REQUEST if posted is not None else HTTPStatus.OK
    return frame.page(request, "town/calendar.html", context, at=_HERE, status=status)


@require_safe
@needs(Ability.RUN_TOWN)
def regions(request: HttpRequest) -> HttpResponse:
    """The regions of a country that have holidays of their own, for the script that offers them."""
    found = places.regions(request.GET.get("country", "")[:2].upper())
    return JsonResponse({"regions": [{"code": code, "name": name} for code, name in found.items()]})


def _save(request: HttpRequest, value: TownCalendar, held: TownCalendar) -> HttpResponse:
    municipality, by = frame.municipality_of(request), answers.viewer_of(request).user

    def act() -> None:
        if value != held:
            actions.set_policy(value, municipality=municipality, by=by)

    done = _("In force from now on.") if value != held else _("Nothing was changed.")
    return frame.carry_out(request, act, done=done, then=_HERE)


def _begun(held: TownCalendar) -> dict[str, Any]:
    opens = {f"opens_{one.day}": one.opens for one in held.hours}
    closes = {f"closes_{one.day}": one.closes for one in held.hours}
    return {"country": held.country, "subdivision": held.subdivision, **opens, **closes}


def _countries(held: str) -> list[tuple[str, str]]:
    """All countries the library knows; one that is held and that it does not know stays to be chosen."""
    known = places.countries()
    named = known if held in known or not re.fullmatch("[A-Z]{2}", held) else {**known, held: held}
    return [("", _("None: only our own days")), *((code, f"{name} ({code})") for code, name in named.items())]


def _regions(country: str, held: str) -> list[tuple[str, str]]:
    known = places.regions(country)
    named: Mapping[str, str] = known if not held or held in known else {**known, held: held}
    return [("", _("The whole country")), *named.items()]


def _rows(days: Iterable[OwnDay], today: date) -> list[dict[str, Any]]:
    return [
        {"day": _shown(own.day, today.year), "every_year": len(own.day) == _EVERY_YEAR, "name": own.name}
        for own in days
    ]


def _shown(written: str, year: int) -> date:
    """A day of every year is shown as that of this one; a 29 February as that of the next leap year."""
    if len(written) > _EVERY_YEAR:
        return date.fromisoformat(written)
    leap = next(one for one in range(year, year + 9) if one % 4 == 0 and (one % 100 or one % 400 == 0))
    return date.fromisoformat(f"{leap if written == '02-29' else year}-{written}")


def _own_days(rows: Iterable[Mapping[str, Any]]) -> tuple[OwnDay, ...]:
    """The days in their order in the form, each once."""
    found = {_written(row): row["name"].strip() for row in rows if row.get("day")}
    return tuple(OwnDay(day=day, name=name) for day, name in found.items())


def _written(row: Mapping[str, Any]) -> str:
    day: str = row["day"].isoformat()
    return day[-_EVERY_YEAR:] if row.get("every_year") else day


def _today(municipality: int, held: TownCalendar) -> dict[str, Any]:
    """Whether the offices are open today, until when, or why not."""
    now = clock.now().astimezone(places.town(municipality).timezone)
    off = places.days_off(municipality, year=now.year).get(now.date())
    hours = next((one for one in held.hours if one.day == now.weekday()), None)
    if off or hours is None:
        return {"state": "off", "why": off.name if off else words.day(now.isoweekday())}
    state = "before" if now.time() < hours.opens else "open" if now.time() < hours.closes else "after"
    return {"state": state, "opens": f"{hours.opens:%H:%M}", "closes": f"{hours.closes:%H:%M}"}


def _year(asked: str, this_year: int) -> int:
    """The year to list: near enough to this one that a law can be known for it."""
    return int(asked) if asked.isdecimal() and abs(int(asked[:4]) - this_year) <= 10 and len(asked) == 4 else this_year
