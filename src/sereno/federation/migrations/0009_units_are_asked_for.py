"""A handover may be the wish for one unit instead of the whole incident."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from sereno.walls.raising import BindToTown

_KINDS = [
    "offer", "withdraw", "accept", "return", "withdrawn", "progress", "word", "confirm", "medium", "ask", "aid", "over",
]  # fmt: skip
_WAITS = Q(state__in=["offered", "overdue", "withdrawing"])
_HOLDS = Q(state__in=["accepted", "offered", "overdue", "withdrawing"])


class Migration(migrations.Migration):

    dependencies = [("federation", "0008_parcel"), ("dispatch", "0003_walls")]

    operations = [
        migrations.AddField("handover", "call_sign", models.CharField(blank=True, default="", max_length=20)),
        migrations.AddField(
            "handover",
            "unit",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dispatch.unit"
            ),
        ),
        migrations.RemoveConstraint(model_name="handover", name="one_neighbour_at_a_time"),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                fields=["incident"],
                condition=Q(outgoing=True) & Q(call_sign="") & _HOLDS,
                name="one_neighbour_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                fields=["incident", "link", "call_sign"],
                condition=Q(outgoing=True) & ~Q(call_sign="") & _WAITS,
                name="one_request_for_a_unit",
            ),
        ),
        migrations.RemoveConstraint(model_name="letter", name="letter_kind_known"),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(condition=Q(kind__in=_KINDS), name="letter_kind_known"),
        ),
        BindToTown("Handover", "unit"),
    ]
