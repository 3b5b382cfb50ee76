"""Who belongs to a workspace, by which rules they sign in, and who waits to be let in."""

from tenant_site.members.models.member import Member, MemberQuerySet, Role
from tenant_site.members.models.release import ReleaseRequest
from tenant_site.members.models.rule import SignInRule

__all__ = ["Member", "MemberQuerySet", "ReleaseRequest", "Role", "SignInRule"]
