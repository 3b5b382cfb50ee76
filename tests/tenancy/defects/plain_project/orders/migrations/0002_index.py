from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [
        migrations.AddIndex("Order", models.Index(fields=["name"], name="order_name")),
    ]
