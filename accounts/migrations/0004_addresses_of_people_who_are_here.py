from django.apps.registry import Apps as StateApps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def note(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give everybody's present address its row, unconfirmed."""
    User = apps.get_model("accounts", "User")
    EmailAddress = apps.get_model("account", "EmailAddress")
    EmailAddress.objects.bulk_create(
        [
            EmailAddress(user_id=pk, email=email, primary=True)
            for pk, email in User.objects.exclude(email=None).values_list("pk", "email")
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_handoffs_of_a_browser_and_mailed_proofs"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
