"""Note how far each address was mailed; anchors from before count as taken."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proofs", "0003_checks"),
    ]

    operations = [
        migrations.AddField(
            model_name="anchoraddress",
            name="mailed_until",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
    ]
