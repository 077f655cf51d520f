from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('incidents', '0002_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='incident',
            name='reopened_at',
            field=models.DateTimeField(null=True),
        ),
    ]
