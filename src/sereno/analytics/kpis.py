"""The definition of every figure that insight shows: what it is, in what unit, which way is better, what is left out,
who answers for it. The pages print it beside the figure, and `docs/reference/kpis.md` is made of it.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from sereno.vocabulary.words import Role


class Unit(StrEnum):
    """In what a figure is told."""

    TIME = "time"
    SHARE = "share"
    COUNT = "count"


class Better(StrEnum):
    """Which way is better."""

    LESS = "less"
    MORE = "more"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure's definition; `owner` is the role that answers for it in a town."""

    code: str
    name: "str | Promise"
    definition: "str | Promise"
    unit: Unit
    better: Better
    exclusions: "str | Promise"
    owner: Role


_APART = _(
    "Not counted: what a patrol came upon by itself, duplicates, false reports, and parts made of another incident's "
    "report; how many is said beside the figures. Cases whose moments are out of order are in no figure."
)
_NO_UNIT = _(
    "As for every leg; also not counted: what was passed on to another service before any unit was assigned to it."
)

KPIS: tuple[Kpi, ...] = (
    Kpi(
        "response",
        _("Response"),
        _("From the report's arrival to the first unit on scene (t1 to t7)."),
        Unit.TIME,
        Better.LESS,
        _NO_UNIT,
        Role.SUPERVISOR,
    ),
    Kpi(
        "opening",
        _("Until opened"),
        _("From the report's arrival until an operator opens it (t1 to t2)."),
        Unit.TIME,
        Better.LESS,
        _APART,
        Role.SUPERVISOR,
    ),
    Kpi(
        "classifying",
        _("Opened until classified"),
        _("From opening until category and priority are set (t2 to t3)."),
        Unit.TIME,
        Better.LESS,
        _APART,
        Role.SUPERVISOR,
    ),
    Kpi(
        "assigning",
        _("Classified until a unit is assigned"),
        _("From classification until a unit is offered the incident (t3 to t4)."),
        Unit.TIME,
        Better.LESS,
        _NO_UNIT,
        Role.SUPERVISOR,
    ),
    Kpi(
        "accepting",
        _("Assigned until accepted"),
        _("From the offer until the unit accepts (t4 to t5)."),
        Unit.TIME,
        Better.LESS,
        _NO_UNIT,
        Role.SUPERVISOR,
    ),
    Kpi(
        "setting-off",
        _("Accepted until on the way"),
        _("From acceptance until the unit moves (t5 to t6)."),
        Unit.TIME,
        Better.LESS,
        _NO_UNIT,
        Role.SUPERVISOR,
    ),
    Kpi(
        "travelling",
        _("Travel"),
        _("From setting off until on scene (t6 to t7); by position where it can be observed, else by button."),
        Unit.TIME,
        Better.LESS,
        _NO_UNIT,
        Role.SUPERVISOR,
    ),
    Kpi(
        "controlling",
        _("On scene until under control"),
        _("From arrival until the crew says that it is under control (t7 to t9)."),
        Unit.TIME,
        Better.NEITHER,
        _NO_UNIT,
        Role.SUPERVISOR,
    ),
    Kpi(
        "closing",
        _("On scene until closed"),
        _("From arrival until the incident is closed (t7 to t10)."),
        Unit.TIME,
        Better.NEITHER,
        _NO_UNIT,
        Role.SUPERVISOR,
    ),
    Kpi(
        "first-word",
        _("First word to the reporter"),
        _("From the report's arrival until the desk first writes to its reporter (t1 to t8)."),
        Unit.TIME,
        Better.LESS,
        _APART,
        Role.SUPERVISOR,
    ),
    Kpi(
        "resolution",
        _("Until closed"),
        _("From the report's arrival until the incident is closed (t1 to t10)."),
        Unit.TIME,
        Better.LESS,
        _APART,
        Role.SUPERVISOR,
    ),
    Kpi(
        "within-target",
        _("Within target"),
        _(
            "Share that kept what was promised when the report came in, by the town's targets of that day. One that "
            "waited longer than promised counts as not kept, also when nobody ever came; one that ended earlier "
            "without needing it counts neither way."
        ),
        Unit.SHARE,
        Better.MORE,
        _NO_UNIT,
        Role.SUPERVISOR,
    ),
    Kpi(
        "never",
        _("Closed without it"),
        _("Share of incidents that are over in which the end of the leg was never observed."),
        Unit.SHARE,
        Better.LESS,
        _NO_UNIT,
        Role.SUPERVISOR,
    ),
    Kpi(
        "reached-by",
        _("Nine of ten reached within"),
        _("By Kaplan and Meier: those never reached are not left out, but counted with the time they waited at least."),
        Unit.TIME,
        Better.LESS,
        _NO_UNIT,
        Role.SUPERVISOR,
    ),
    Kpi(
        "mean-wait",
        _("Mean wait"),
        _(
            "The area under the curve of those still waiting (Kaplan and Meier), each wait cut at the longest time "
            "shown; those never reached are counted with the time they waited at least."
        ),
        Unit.TIME,
        Better.LESS,
        _NO_UNIT,
        Role.SUPERVISOR,
    ),
    Kpi(
        "capped-wait",
        _("Mean response, cut at an hour"),
        _(
            "Mean of the time from the report's arrival to the first unit on scene, week by week. A wait of more than "
            "an hour, and one that ended without any unit, counts as an hour."
        ),
        Unit.TIME,
        Better.LESS,
        _NO_UNIT,
        Role.SUPERVISOR,
    ),
    Kpi(
        "incidents",
        _("Incidents a week"),
        _("Incidents received in a week; before the first of the town's own records those of imported files."),
        Unit.COUNT,
        Better.NEITHER,
        _APART,
        Role.ANALYST,
    ),
)

BY_CODE = {kpi.code: kpi for kpi in KPIS}


def table() -> str:
    """The lines of `docs/reference/kpis.md`: every figure, in English."""
    rows = ["| figure | what it is | unit | better is | not counted | answers for it |", "|---|---|---|---|---|---|"]
    with override("en"):
        rows += [
            f"| `{kpi.code}` | **{kpi.name}.** {kpi.definition} | {kpi.unit} | {kpi.better} | {kpi.exclusions}"
            f" | {kpi.owner} |"
            for kpi in KPIS
        ]
    return "\n".join(rows)
