"""What signing in asks of each role, as the owners decided."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenant_site.members.models.member import Role


class SignInRuleQuerySet(models.QuerySet["SignInRule"]):
    """Questions one may ask about the rules of a workspace."""

    def of_role(self, role: str) -> Self:
        """Keep the rule of one role: none where owners never decided, which asks nothing."""
        return self.filter(role=role)

    def needing_release(self) -> Self:
        """Keep the rules by which a supervisor lets members in."""
        return self.filter(needs_release=True)

    def needing_second_factor(self) -> Self:
        """Keep the rules by which members show more than a password."""
        return self.filter(needs_second_factor=True)

    def by_role(self) -> dict[str, "SignInRule"]:
        """Return a rule for each role, unsaved where owners never decided."""
        found = {rule.role: rule for rule in self}
        return {role.value: found.get(role.value) or SignInRule(role=role.value) for role in Role}


class SignInRule(models.Model):
    """What members of one role do beyond typing their password."""

    id = models.BigAutoField(primary_key=True)
    role = models.CharField(_("role"), max_length=20, choices=Role, unique=True)
    needs_second_factor = models.BooleanField(
        _("second factor required"), default=False, db_default=False
    )
    needs_release = models.BooleanField(
        _("released by a supervisor"), default=False, db_default=False
    )

    objects = SignInRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=["owner", "supervisor", "guard", "auditor"]),
                name="sign_in_rule_role_is_known",
            ),
            models.CheckConstraint(  # else the last owner could wait for nobody
                condition=~models.Q(role="owner", needs_release=True),
                name="sign_in_rule_owners_wait_for_nobody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_role_display())
