from django.db import migrations

from sereno.walls.raising import RaiseWall


class Migration(migrations.Migration):
    """The second wall: PostgreSQL itself keeps each town's rows from the others."""

    dependencies = [("places", "0002_versions_of_every_setting")]

    operations = [RaiseWall("Revision", "Zone")]
