"""What `daily` has each workspace do by itself."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.support.models import SupportGrant
from public_site.models import Client
from tenancy.context import tenant_context
from tenancy.running import SomeSchemasFailed
from tenant_site.activity.models import Activity
from tenant_site.invitations.importing import keep
from tenant_site.invitations.models import MemberImport
from tenant_site.members.models import Member
from tests.accounts.support.test_visiting import let_in

TABLE = "name;badge;role\nAna;77;guard\n"


def daily() -> str:
    out = StringIO()
    call_command("daily", stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.fixture
def _kept(acme: Client, owner: Member) -> None:
    """A file that was looked at yesterday and left, and one of this hour."""
    with tenant_context(acme):
        old = keep(text=TABLE, file_name="old.csv", uploaded_by=owner)
        MemberImport.objects.filter(pk=old.pk).update(
            created_at=timezone.now() - timedelta(hours=25)
        )
        MemberImport.objects.create(text=TABLE, file_name="new.csv", uploaded_by=owner)


@pytest.mark.usefixtures("_kept", "globex")
def test_files_of_members_that_were_left_are_forgotten_after_a_day(acme: Client) -> None:
    assert "acme: 1 file of members forgotten" in daily()
    with tenant_context(acme):
        assert [one.file_name for one in MemberImport.objects.all()] == ["new.csv"]
    assert "forgotten" not in daily()


@pytest.mark.usefixtures("globex")
def test_a_grant_of_support_that_ran_out_is_told_in_the_log(acme: Client) -> None:
    let_in(acme)
    now = timezone.now()
    SupportGrant.objects.update(begins_at=now - timedelta(hours=2), ends_at=now)
    for _ in range(2):
        daily()
    with tenant_context(acme):
        assert list(Activity.objects.values_list("act", flat=True)) == ["support_ran_out"]


def _fails() -> str:
    raise ValueError("broken")


@pytest.mark.usefixtures("_kept", "globex")
def test_a_job_that_fails_keeps_no_other_from_its_turn(
    acme: Client, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    fails = f"{__name__}._fails"
    settings.WORKSPACE_DAILY = (fails, *settings.WORKSPACE_DAILY, fails)
    with pytest.raises(SomeSchemasFailed, match="2 of 2 schemas failed"):
        daily()
    problem = f"{fails}: ValueError: broken"
    told = f"{acme.schema_name}: SomeJobsFailed: {problem}; {problem}\n"
    assert told in capsys.readouterr().err
    with tenant_context(acme):
        assert [one.file_name for one in MemberImport.objects.all()] == ["new.csv"]
