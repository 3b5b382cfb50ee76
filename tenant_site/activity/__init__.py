"""What an owner wants to know later: who changed people, rules and addresses, and when."""

from tenant_site.activity.noting import Support, note

__all__ = ["Support", "note"]
