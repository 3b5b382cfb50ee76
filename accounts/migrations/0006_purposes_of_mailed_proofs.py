from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_the_factor_that_a_handoff_brings")]

    operations = [
        migrations.AlterField(
            model_name="mailproof",
            name="purpose",
            field=models.CharField(
                choices=[("confirm", "Confirm"), ("reset", "Reset"), ("found", "Found")],
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint("mailproof", "accounts_mailproof_purpose_is_known"),
        migrations.AddConstraint(
            "mailproof",
            models.CheckConstraint(
                condition=models.Q(purpose__in=["confirm", "reset", "found"]),
                name="accounts_mailproof_purpose_is_known",
            ),
        ),
    ]
