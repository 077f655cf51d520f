from django.db import migrations

from sereno.walls.raising import RaiseWall


class Migration(migrations.Migration):
    """The second wall: PostgreSQL itself keeps each town's rows from the others."""

    dependencies = [("notifications", "0001_initial"), ("incidents", "0012_walls")]

    operations = [RaiseWall("Notice")]
