"""The shifts app of the workspaces."""

from django.apps import AppConfig


class ShiftsConfig(AppConfig):
    """Shift patterns, hand-overs and standing orders."""

    name = "tenant_site.shifts"
    label = "shifts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let standing orders stand before writing, and lead from entries to what they are of."""
        from tenant_site.books import beside, gates
        from tenant_site.shifts.beside import ways_from
        from tenant_site.shifts.orders.gate import orders_to_read

        gates.register(orders_to_read)
        beside.register("shifts", ways_from)
