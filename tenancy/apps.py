"""Application of the tenancy engine."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """Makes django-tenants safe at start and registers the engine's checks."""

    name = "tenancy"

    def ready(self) -> None:
        """Replace unsafe parts before anything can use them."""
        from tenancy import checks  # noqa: F401  # registers them
        from tenancy.bound import bind_models
        from tenancy.neutralise import neutralise

        neutralise()
        bind_models()
