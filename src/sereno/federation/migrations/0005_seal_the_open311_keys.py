"""Keys of Open311 services leave the versions of the treaties: the last one said is sealed and kept with the line.

Taking it back writes it into the newest version that names a service; earlier keys are not known any more.
"""

from typing import Any

from django.db import migrations

from sereno.federation import sealing

KEY = "open311_key"


def seal(apps: Any, _: Any) -> None:
    for row in _treaties(apps).order_by("id"):
        if not row.value or KEY not in row.value:
            continue
        secret = row.value.pop(KEY)
        row.save(update_fields=["value"])
        _line(apps, row).update(open311_key=sealing.sealed(secret.encode()) if secret else "")


def unseal(apps: Any, _: Any) -> None:
    done = set()
    for row in _treaties(apps).order_by("-id"):
        line = _line(apps, row).first()
        if row.value and row.value.get("open311") and line is not None and line.pk not in done and line.open311_key:
            done.add(line.pk)
            row.value[KEY] = sealing.opened(line.open311_key).decode()
            row.save(update_fields=["value"])


def _treaties(apps: Any) -> Any:
    return apps.get_model("places", "Revision").objects.filter(key__startswith="treaty:")


def _line(apps: Any, row: Any) -> Any:
    links = apps.get_model("federation", "Link").objects
    return links.filter(municipality_id=row.municipality_id, neighbour=row.key.partition(":")[2])


class Migration(migrations.Migration):

    dependencies = [("federation", "0004_open311_key_on_the_line"), ("places", "0005_walls")]

    operations = [migrations.RunPython(seal, unseal)]
