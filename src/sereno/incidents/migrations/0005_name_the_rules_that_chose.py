"""Name the rules of stored incidents: a place in the list becomes the id in the version that was in force.

Rules stored before they had ids are called r1, r2 … by their place, as reading them calls them.
"""

from collections.abc import Iterator
from typing import Any

from django.db import migrations


def name_rules(apps: Any, _: Any) -> None:
    for incidents, version, ids in _by_version(apps):
        incidents.update(rules_version=version, chosen_by="")
        for place, name in enumerate(ids):
            incidents.filter(rule=place).update(chosen_by=name)


def number_rules(apps: Any, _: Any) -> None:
    for incidents, _version, ids in _by_version(apps):
        incidents.update(rule=-1)
        for place, name in enumerate(ids):
            incidents.filter(chosen_by=name).update(rule=place)


def _by_version(apps: Any) -> Iterator[tuple[Any, int, list[str]]]:
    """The incidents received under each version of each town's rules, with the ids of its rules."""
    incident = apps.get_model("incidents", "Incident")
    revisions = apps.get_model("places", "Revision").objects.filter(key="assignment")
    for town in incident.objects.order_by().values_list("municipality_id", flat=True).distinct():
        versions = list(revisions.filter(municipality_id=town).order_by("version"))
        for place, held in enumerate(versions):
            rows = incident.objects.filter(municipality_id=town)
            if place:  # what is older than the first version was put in place with it
                rows = rows.filter(received_at__gte=held.set_at)
            if place + 1 < len(versions):
                rows = rows.filter(received_at__lt=versions[place + 1].set_at)
            rules = (held.value or {}).get("rules", [])
            yield rows, held.version, [rule.get("id") or f"r{number}" for number, rule in enumerate(rules, 1)]
        if not versions:
            yield incident.objects.filter(municipality_id=town), 0, []


class Migration(migrations.Migration):

    dependencies = [
        ("incidents", "0004_rule_by_name_and_version"),
        ("places", "0002_versions_of_every_setting"),
    ]

    operations = [migrations.RunPython(name_rules, number_rules)]
