from django.db import migrations

from sereno.walls.raising import RaiseWall


class Migration(migrations.Migration):
    """The second wall: PostgreSQL itself keeps each town's rows from the others."""

    dependencies = [("people", "0002_departments_close_and_people_are_suspended")]

    operations = [RaiseWall("Department", "Membership")]
