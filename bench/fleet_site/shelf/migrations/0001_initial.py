from django.db import migrations, models


def fields(number):
    own = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=80, unique=True)),
        ("note", models.TextField(blank=True)),
        ("amount", models.DecimalField(max_digits=12, decimal_places=2, default=0)),
        ("made_at", models.DateTimeField(auto_now_add=True, db_index=True)),
    ]
    if number:
        above = models.ForeignKey(f"shelf.thing{number - 1}", models.CASCADE, null=True)
        own.append(("above", above))
    return own


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.CreateModel(f"Thing{number}", fields(number)) for number in range(22)]
