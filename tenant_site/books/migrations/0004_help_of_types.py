from django.db import migrations, models

import accounts.visible


class Migration(migrations.Migration):
    dependencies = [("books", "0003_append_only")]

    operations = [
        migrations.AddField(
            model_name="entrytype",
            name="help",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=300,
                validators=[accounts.visible.validate_visible],
                verbose_name="help",
            ),
        ),
    ]
