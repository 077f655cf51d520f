"""An offer knows which department our rules would give it to, so that its people see it."""

import django.db.models.deletion
from django.db import migrations, models

from sereno.walls.raising import BindToTown


class Migration(migrations.Migration):

    dependencies = [("federation", "0005_seal_the_open311_keys"), ("people", "0003_walls")]

    operations = [
        migrations.AddField(
            model_name="handover",
            name="department",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.department"
            ),
        ),
        BindToTown("Handover", "department"),
    ]
