"""The console of the operators."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class OperatorsConfig(AppConfig):
    """What operators see and do, on the main website alone."""

    name = "public_site.operators"
    label = "operators"

    def ready(self) -> None:
        """Hear of sign-ins, which Django alone can tell."""
        from public_site.operators.audit import record_sign_in

        user_logged_in.connect(record_sign_in, dispatch_uid="operators.sign_in")
