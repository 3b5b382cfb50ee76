"""Whether anything was written or decided about a row of a register."""

from tenant_site.passes.models import Pass
from tenant_site.registers.models import Ban, Mention, Person, Registered, Vehicle


def is_spoken_of(row: Registered) -> bool:
    """Say whether entries name a row, or bans, passes or merged ones hang on it."""
    of_row = {row._meta.model_name or "": row}
    if Mention.objects.filter(**of_row).exists():
        return True
    if type(row)._default_manager.filter(merged_into=row).exists():
        return True
    if not isinstance(row, Person | Vehicle):
        return False
    return Ban.objects.filter(**of_row).exists() or Pass.objects.filter(**of_row).exists()
