"""Media of what was taken over are waited for, each once."""

import django.db.models.deletion
from django.db import migrations, models

from sereno.walls.raising import RaiseWall


class Migration(migrations.Migration):

    dependencies = [("federation", "0007_letters_about_media")]

    operations = [
        migrations.CreateModel(
            name="Parcel",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("medium", models.UUIDField()),
                ("state", models.CharField(default="awaited", max_length=8)),
                ("refused", models.CharField(blank=True, max_length=40)),
                ("since", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("tries", models.PositiveIntegerField(default=0)),
                (
                    "handover",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="federation.handover",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.municipality",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "awaited")), fields=["next_at"], name="parcel_awaited")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("municipality", "id"), name="parcel_in_municipality"),
                    models.UniqueConstraint(fields=("handover", "medium"), name="parcel_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["awaited", "here", "refused"])), name="parcel_state_known"
                    ),
                ],
            },
        ),
        RaiseWall("Parcel"),
    ]
