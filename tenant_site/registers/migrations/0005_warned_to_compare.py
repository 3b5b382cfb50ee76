"""A warning may have told its reader to compare with somebody of the same name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0004_fragments_are_kept")]

    operations = [
        migrations.AddField(
            model_name="banwarning",
            name="is_to_compare",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RemoveConstraint(
            model_name="banwarning", name="ban_warning_is_noted_once_for_a_form"
        ),
        migrations.AddConstraint(
            model_name="banwarning",
            constraint=models.UniqueConstraint(
                fields=("ban", "member", "book", "client_uuid", "is_to_compare"),
                name="ban_warning_is_noted_once_for_a_form",
            ),
        ),
    ]
