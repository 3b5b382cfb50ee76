"""Archives of workspaces on this machine: what operators exported, and last exports."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.visible import validate_visible
from public_site.operators import working
from public_site.operators.acts.forms import ReasonForm
from public_site.operators.audit import record
from public_site.operators.models import LongWork
from public_site.signup import addresses

ENDINGS = (".zip", ".zip.sealed")
MOST_SHOWN = 500


@dataclass(frozen=True)
class FoundArchive:
    """One file."""

    name: str
    bytes: int
    made_at: datetime
    is_encrypted: bool


def found() -> list[FoundArchive]:
    """Return the archives of the export folder, the latest first."""
    folder = Path(settings.TENANT_EXPORT_FOLDER)
    paths = [path for path in folder.glob("*") if _is_archive(path)] if folder.is_dir() else []
    rows = [
        FoundArchive(
            path.name,
            path.stat().st_size,
            datetime.fromtimestamp(path.stat().st_mtime, UTC),
            path.name.endswith(".sealed"),
        )
        for path in paths
    ]
    return sorted(rows, key=lambda row: row.made_at, reverse=True)[:MOST_SHOWN]


def path_of(name: str) -> Path | None:
    """Return the archive of that name; None where there is none, or it lies elsewhere."""
    path = Path(settings.TENANT_EXPORT_FOLDER) / name
    return path if Path(name).name == name and _is_archive(path) else None


def _is_archive(path: Path) -> bool:
    return path.name.endswith(ENDINGS) and not path.name.startswith(".") and path.is_file()


class RestoreForm(ReasonForm):
    """Which archive, under which address; only files of this machine: their SQL is run."""

    archive = forms.CharField(label=_("Archive"), max_length=254)
    slug = forms.CharField(label=_("New address"), max_length=40)
    name = forms.CharField(
        label=_("Another name for the organisation"),
        max_length=120,
        required=False,
        validators=[validate_visible],
    )

    def clean_archive(self) -> str:
        """Accept the archives of this machine alone."""
        name: str = self.cleaned_data["archive"]
        if path_of(name) is None:
            raise ValidationError(_("There is no such archive here."), code="missing")
        return name

    def clean_slug(self) -> str:
        """Refuse what may be nobody's address; a taken one makes the import fail whole."""
        slug = addresses.fold(self.cleaned_data["slug"])
        addresses.validate_address(slug)
        return slug

    def restore(self, *, by: User, network: str) -> LongWork:
        """Ask for the restore and record it, in the caller's transaction."""
        wishes: dict[str, Any] = self.wishes
        about = f"{wishes['archive']} → {wishes['slug']}"
        reason = self.cleaned_data["reason"]
        record("restore_asked", by=by, network=network, about=about, reason=reason, after=wishes)
        return working.ask(LongWork.Kind.RESTORE, by=by, about=about, **wishes)
