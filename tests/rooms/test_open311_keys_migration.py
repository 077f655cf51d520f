"""Keys of Open311 services that lay in the versions of a treaty are sealed, and can be taken back."""

from __future__ import annotations

import importlib

from django.apps import apps

from sereno.federation import sealing, treaties
from sereno.federation.models import Link
from sereno.federation.rules import Treaty
from sereno.places.models import Revision
from tests.town import Cast

move = importlib.import_module("sereno.federation.migrations.0005_seal_the_open311_keys")
QUILAS = "las-quilas"


def values() -> list[dict[str, object]]:
    return list(Revision.objects.filter(key=f"treaty:{QUILAS}").order_by("id").values_list("value", flat=True))


def test_the_last_key_is_sealed_with_the_line_and_gone_from_every_version(town: Cast) -> None:
    for number in (1, 2):
        treaties.set_treaty(Treaty(open311="https://q.example"), municipality=town.villa, neighbour=QUILAS)
        row = Revision.objects.filter(key=f"treaty:{QUILAS}").latest("id")
        row.value["open311_key"] = f"key-{number}"
        row.save()

    move.seal(apps, None)

    line = Link.objects.get(municipality_id=town.villa, neighbour=QUILAS)
    assert sealing.opened(line.open311_key) == b"key-2"
    assert all("open311_key" not in value for value in values())

    move.unseal(apps, None)

    assert [value.get("open311_key") for value in values()] == [None, "key-2"]
