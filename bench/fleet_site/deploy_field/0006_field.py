from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shelf", "0005_more")]
    operations = [
        migrations.AddField(
            "thing7", "code", models.CharField(max_length=20, default="", db_index=True)
        )
    ]
