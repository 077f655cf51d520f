"""A setting can be prepared in peace: its draft is kept apart from what is in force."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("places", "0002_versions_of_every_setting")]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=120)),
                ("value", models.JSONField()),
                ("based_on", models.PositiveIntegerField()),
                ("stamp", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.BigIntegerField(null=True)),
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
                    models.UniqueConstraint(fields=("municipality", "id"), name="draft_in_municipality"),
                    models.UniqueConstraint(fields=("municipality", "key"), name="draft_of_setting"),
                ],
            },
        ),
    ]
