from django.db import migrations, models


class Migration(migrations.Migration):
    """The address of the installation that an invitation names, where none is set for all."""

    dependencies = [("people", "0003_walls")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="entrance",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
