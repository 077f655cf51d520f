"""The place of a rule in its list goes: it said nothing once the list was reordered."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("incidents", "0005_name_the_rules_that_chose")]

    operations = [
        migrations.RemoveField(model_name="incident", name="rule"),
        migrations.RenameField(model_name="incident", old_name="chosen_by", new_name="rule"),
        migrations.AlterField(
            model_name="incident", name="rule", field=models.CharField(blank=True, max_length=40)
        ),
    ]
