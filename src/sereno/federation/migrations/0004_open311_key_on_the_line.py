"""The key of a neighbour's Open311 service gets a place of its own, apart from what is kept version by version."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("federation", "0003_walls")]

    operations = [
        migrations.AddField(
            model_name="link", name="open311_key", field=models.TextField(blank=True, default="")
        ),
    ]
