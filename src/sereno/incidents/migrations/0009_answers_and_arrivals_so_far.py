from typing import Any

from django.db import migrations
from django.db.models import F
from django.db.models.functions import Coalesce


def note_them(apps: Any, _editor: Any) -> None:
    """What was opened or reached before clocks were kept is answered and reached; no target was in force for it."""
    incidents = apps.get_model("incidents", "Incident").objects
    incidents.update(answered_at=Coalesce(F("opened_at"), F("first_word_at"), F("assigned_at")), reached_at=F("on_scene_at"))


class Migration(migrations.Migration):
    dependencies = [("incidents", "0008_clocks_of_incidents")]

    operations = [migrations.RunPython(note_them, migrations.RunPython.noop)]
