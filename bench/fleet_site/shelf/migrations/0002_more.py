from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shelf", "0001_initial")]
    operations = [
        operation
        for number in range(5)
        for operation in (
            migrations.AddField(
                f"thing{number}", "kind", models.CharField(max_length=20, default="plain")
            ),
            migrations.AddIndex(
                f"thing{number}",
                models.Index(fields=["kind", "made_at"], name=f"thing{number}_kind"),
            ),
            migrations.AddConstraint(
                f"thing{number}",
                models.CheckConstraint(
                    condition=models.Q(amount__gte=0), name=f"thing{number}_amount"
                ),
            ),
        )
    ]
