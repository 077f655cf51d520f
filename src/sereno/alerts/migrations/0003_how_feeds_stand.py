import django.db.models.deletion
from django.db import migrations, models

from sereno.walls.raising import RaiseWall


class Migration(migrations.Migration):
    """How reading each feed of a town stands, so that its administrator sees one that fails."""

    dependencies = [("alerts", "0002_walls"), ("places", "0005_walls")]

    operations = [
        migrations.CreateModel(
            name="Feed",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("address", models.CharField(max_length=500)),
                ("tried_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("next_at", models.DateTimeField()),
                ("failures", models.IntegerField(default=0)),
                ("trouble", models.CharField(blank=True, max_length=24)),
                ("detail", models.CharField(blank=True, max_length=300)),
                ("skipped", models.IntegerField(default=0)),
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
                "constraints": [
                    models.UniqueConstraint(fields=("municipality", "id"), name="feed_in_municipality"),
                    models.UniqueConstraint(fields=("municipality", "address"), name="feed_once"),
                ],
            },
        ),
        RaiseWall("Feed"),
    ]
