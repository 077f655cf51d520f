from django.db import migrations, models


class Migration(migrations.Migration):
    """A delivery is one of its town, as every other row is."""

    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("municipality_id", "id"), name="delivery_in_municipality"),
        ),
    ]
