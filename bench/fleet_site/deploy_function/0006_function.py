from typing import Any

from django.db import migrations


def fill(apps: Any, schema_editor: Any) -> None:
    apps.get_model("shelf", "Thing7").objects.create(name="one")


class Migration(migrations.Migration):
    dependencies = [("shelf", "0005_more")]
    operations = [migrations.RunPython(fill)]
