from django.contrib.gis.db.models.fields import PointField
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            "Place",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("name", models.CharField(max_length=50)),
                ("at", PointField(geography=True, srid=4326)),
            ],
        ),
    ]
