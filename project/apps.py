"""Application of the project itself: its commands and checks."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Holds what belongs to both sites and to neither."""

    name = "project"

    def ready(self) -> None:
        """Register the checks of the settings."""
        from project import checks  # noqa: F401  # registers them
