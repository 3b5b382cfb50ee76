"""Let go of what nobody brings back."""

from tenant_site.finding.models import SavedSearch


def forget_removed() -> str:
    """Forget the kept searches that were removed and can be brought back no more; say how many."""
    count, _by_model = SavedSearch.objects.forgotten().delete()
    return f"{count} removed search{'' if count == 1 else 'es'} forgotten" if count else ""
