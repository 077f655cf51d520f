"""What a figure counts, in sentences: the same on the screen, in a file and on paper."""

from __future__ import annotations

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sereno.analytics.heat import Heat
from sereno.analytics.questions import Question
from sereno.doors import sentences
from sereno.incidents import queries as incidents
from sereno.places import queries as places


def title(question: Question, *, town: places.Town) -> str:
    """Town and period."""
    return _("%(town)s: where incidents happened, %(begin)s to %(end)s") % {
        "town": town.name,
        "begin": date_format(question.begin),
        "end": date_format(question.end),
    }


def definition(question: Question, found: Heat, *, town: places.Town) -> list[str]:
    """What is counted, by what filter, how many, and what was left out."""
    lines = [
        _("Counted: incidents by the place and moment where they happened, or else were reported, each once."),
        _("Period: %(begin)s to %(end)s. n = %(n)s.")
        % {"begin": date_format(question.begin), "end": date_format(question.end), "n": number_format(found.counted)},
        *_filters(question, town),
    ]
    if found.by_officers:
        lines.append(
            ngettext(
                "Left out: %(n)s incident that a patrol came upon by itself.",
                "Left out: %(n)s incidents that patrols came upon by themselves.",
                found.by_officers,
            )
            % {"n": number_format(found.by_officers)}
        )
    if found.hour_unknown:
        lines.append(
            _("Left out: %(n)s whose hour is not known; their source writes midnight or noon instead.")
            % {"n": number_format(found.hour_unknown)}
        )
    if found.small_cells:
        lines.append(
            _("Not shown: %(n)s incidents in hexagons with fewer than five.")
            % {"n": number_format(found.in_small_cells)}
        )
    return lines


def _filters(question: Question, town: places.Town) -> list[str]:
    categories = incidents.categories(town.id)
    zones = {zone.code: zone.name for zone in places.zones(town.id)}
    told = (
        (_("Types"), [categories[code].name for code in sorted(question.categories) if code in categories]),
        (_("Channels"), [sentences.channel_name(code) for code in sorted(question.channels)]),
        (_("Zones"), [zones[code] for code in sorted(question.zones) if code in zones]),
        (_("Priorities"), [str(priority) for priority in sorted(question.priorities)]),
        (_("Hours"), [f"{hour}:00–{hour}:59" for hour in sorted(question.hours)]),
        (_("Days of the week"), [sentences.weekday_name(day + 1) for day in sorted(question.weekdays)]),
    )
    return [f"{name}: {', '.join(values)}." for name, values in told if values]
