"""One calendar: the versions of `holidays` and `working-calendar` become versions of `calendar`, in their order.

Each new version says what both said together at that moment; of two countries the one said last holds. Taking it back
makes a version of each of the old two out of every version of the calendar, without what they had no words for.
"""

from typing import Any

from django.db import migrations

OLD = ("holidays", "working-calendar")
HOURS = [
    *({"day": day, "opens": "08:30:00", "closes": "17:30:00"} for day in range(4)),
    {"day": 4, "opens": "08:30:00", "closes": "16:30:00"},
]


def join(apps: Any, _: Any) -> None:
    revisions = apps.get_model("places", "Revision").objects
    for town in revisions.filter(key__in=OLD).order_by().values_list("municipality_id", flat=True).distinct():
        said: dict[str, dict[str, Any]] = {key: {} for key in OLD}
        numbers: dict[tuple[str, int], int] = {}
        country = "CL"
        for version, row in enumerate(revisions.filter(municipality_id=town, key__in=OLD).order_by("id"), 1):
            numbers[row.key, row.version] = version
            said[row.key] = row.value or {}
            country = said[row.key].get("country", "CL")
            restores = numbers.get((row.key, row.restores))
            value = _joined(said["holidays"], said["working-calendar"], country=country)
            revisions.filter(pk=row.pk).update(key="calendar", version=version, restores=restores, value=value)
    apps.get_model("places", "Draft").objects.filter(key__in=OLD).delete()  # no screen ever kept one


def _joined(holidays: dict[str, Any], working: dict[str, Any], *, country: str) -> dict[str, Any]:
    named = list(working.get("own_days", []))
    known = {one["day"] for one in named}
    unnamed = [{"day": day, "name": ""} for day in holidays.get("extra", []) if day not in known]
    code = country.strip().upper()
    return {
        "country": code if len(code) == 2 and code.isascii() and code.isalpha() else "",
        "subdivision": "",
        "closed_days": [*named, *unnamed],
        "worked_days": [],
        "hours": working.get("hours") or HOURS,
    }


def part(apps: Any, _: Any) -> None:
    revisions = apps.get_model("places", "Revision").objects
    for row in revisions.filter(key="calendar").order_by("id"):
        held = row.value
        closed = held["closed_days"] if held else []
        holidays = {"country": held["country"], "extra": [one["day"] for one in closed]} if held else None
        working = held and {
            "country": held["country"],
            "own_days": [one for one in closed if len(one["day"]) == len("2026-12-08")],
            "hours": held["hours"],
        }
        shared = {"municipality_id": row.municipality_id, "version": row.version, "restores": row.restores}
        revisions.create(key="holidays", value=holidays, set_at=row.set_at, set_by=row.set_by, **shared)
        revisions.filter(pk=row.pk).update(key="working-calendar", value=working)


class Migration(migrations.Migration):

    dependencies = [("places", "0003_drafts_apart_from_what_is_in_force")]

    operations = [migrations.RunPython(join, part)]
