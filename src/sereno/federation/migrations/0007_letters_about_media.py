"""A letter may tell of one more photo, video or voice note."""

from django.db import migrations, models

_AFTER = ["offer", "withdraw", "accept", "return", "withdrawn", "progress", "word", "confirm", "medium", "ask"]


class Migration(migrations.Migration):

    dependencies = [("federation", "0006_offers_have_a_department")]

    operations = [
        migrations.RemoveConstraint(model_name="letter", name="letter_kind_known"),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(condition=models.Q(kind__in=_AFTER), name="letter_kind_known"),
        ),
    ]
