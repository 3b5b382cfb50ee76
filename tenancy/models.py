"""What a tenant and its domains are: django-tenants' mixins, with their defects removed."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, ProgrammingError, models, transaction
from django_tenants.files.storage import TenantFileSystemStorage
from django_tenants.models import DomainMixin as DjangoTenantsDomainMixin
from django_tenants.models import TenantMixin as DjangoTenantsTenantMixin
from django_tenants.signals import post_schema_sync, schema_needs_to_be_sync
from django_tenants.utils import has_multi_type_tenants

from tenancy import context, hosts
from tenancy.connections import connection
from tenancy.names import is_opaque, is_schema_name, new_schema_name, validate_schema_name
from tenancy.provisioning import pool
from tenancy.provisioning.furnishing import furnish_new_schema
from tenancy.records import SchemaState as SchemaState
from tenancy.records import TemplateScript as TemplateScript
from tenancy.schemas import create_empty_schema, drop_schema
from tenancy.tenant_files import ServerMadeNames

# isinstance sees through the lazy default_storage
TENANT_AWARE = (ServerMadeNames, TenantFileSystemStorage)


class SchemaTaken(IntegrityError):
    """A schema of that name exists; it is never adopted, whoever made it."""


class OutsidePublicSchema(Exception):
    """Tenants are made and removed from the public schema only."""


class TenantMixin(DjangoTenantsTenantMixin):
    """A tenant: its row and its schema come and go together.

    `auto_create_schema`, `auto_drop_schema`, `serializable_fields` and the signals mean what
    django-tenants documents. Row and schema are one transaction, so a failure leaves neither.
    """

    has_public_row = True  # False where the main website is served without a tenant

    schema_name = models.CharField(
        max_length=48,
        unique=True,
        default=new_schema_name,
        editable=False,
        validators=[validate_schema_name],
    )

    class Meta:
        abstract = True

    def __enter__(self) -> "TenantMixin":
        """Put this tenant in force; safe across threads and nesting."""
        context.enter(self)
        return self

    def __exit__(self, *exc: object) -> None:
        """Return to what was in force before."""
        context.leave()

    def activate(self) -> None:
        """Put this tenant in force until `deactivate()`: for the shell."""
        context.replace(self)

    @classmethod
    def deactivate(cls) -> None:
        """Put the public schema in force in place of the tenant."""
        context.replace(context.PUBLIC.tenant)

    def save(self, verbosity: int = 1, *args: Any, **kwargs: Any) -> None:
        """Save the row and, for a new tenant, give it a schema in the same transaction.

        A ready schema of the pool is taken where there is one, and `schema_name` becomes its
        name, unless the caller chose the name. Else one is made: by the template's script, or
        by migrations.

        A row named `public` stands for the main website; its schema is there already.

        Raises:
            ValidationError: the schema name may not be one.
            SchemaTaken: a schema or files of that name exist.
            OutsidePublicSchema: another tenant is in force.
        """
        is_new = self._state.adding
        self._refuse_foreign_tenant("save")
        if not self._is_public:
            validate_schema_name(self.schema_name)
            if is_new:
                self._refuse_files_left_behind()
        wants_schema = is_new and self.auto_create_schema and not self._is_public
        own_name = self.schema_name
        try:
            with transaction.atomic():
                claimed = wants_schema and self._take_from_pool()
                models.Model.save(self, *args, **kwargs)
                if wants_schema and not claimed:
                    self.create_schema(verbosity=verbosity)
        except BaseException:
            self.schema_name = own_name  # what was claimed went back to the pool
            raise
        if not is_new:
            hosts.forget_all()
        elif self.auto_create_schema:
            post_schema_sync.send(
                sender=DjangoTenantsTenantMixin, tenant=self.serializable_fields()
            )
        else:
            schema_needs_to_be_sync.send(
                sender=DjangoTenantsTenantMixin, tenant=self.serializable_fields()
            )

    @property
    def template_key(self) -> str:
        """Return which template of TENANT_TEMPLATES the schema begins as; override to choose.

        Where tenants have types it is the type.
        """
        return str(self.get_tenant_type()) if has_multi_type_tenants() else ""

    def _take_from_pool(self) -> bool:
        """Take a ready schema, if the name is one that nobody chose."""
        name = pool.claim(self.template_key) if is_opaque(self.schema_name) else None
        if name is not None:
            self.schema_name = name
        return name is not None

    def create_schema(
        self,
        check_if_exists: bool = False,  # noqa: FBT001, FBT002  # django-tenants' signature
        sync_schema: bool = True,  # noqa: FBT001, FBT002  # django-tenants' signature
        verbosity: int = 1,
    ) -> bool:
        """Create the schema and bring it to head; False when it exists and that may be.

        Raises:
            SchemaTaken: it exists and `check_if_exists` is false.
        """
        try:
            with transaction.atomic():
                create_empty_schema(self.schema_name)
                if sync_schema:
                    furnish_new_schema(self.schema_name, self.template_key)
        except ProgrammingError as problem:
            if getattr(problem.__cause__, "pgcode", "") != "42P06":
                raise
            if check_if_exists:
                return False
            raise SchemaTaken(f"The schema {self.schema_name} exists already.") from problem
        return True

    def delete(self, force_drop: bool = False, *args: Any, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  # django-tenants' signature
        """Delete the row and, when dropping is asked for, the schema: both or none."""
        self._refuse_foreign_tenant("delete")
        with transaction.atomic():
            for domain in self.domains.all():
                domain.delete()
            deleted = models.Model.delete(self, *args, **kwargs)
            if not self.auto_drop_schema:  # else it went with the row, as in a queryset's delete()
                self._drop_schema(force_drop)
        hosts.forget_all()
        return deleted

    def suspend(self) -> str:
        """Let nobody in, data kept, and return what `resume()` needs to undo it.

        A model says how, by a status for example; this one has nothing that it could set.
        """
        return ""

    def resume(self, suspended_from: str) -> None:
        """Undo `suspend()`, which returned `suspended_from`."""

    @property
    def _is_public(self) -> bool:
        return bool(self.schema_name == context.PUBLIC.tenant.schema_name)

    def _drop_schema(self, force_drop: bool = False) -> None:  # noqa: FBT001, FBT002  # django-tenants' signature
        if (force_drop or self.auto_drop_schema) and is_schema_name(self.schema_name):
            self.pre_drop()
            drop_schema(self.schema_name)

    def _refuse_files_left_behind(self) -> None:
        """Keep a name that a caller chose from inheriting the files of an earlier tenant."""
        if is_opaque(self.schema_name) or not isinstance(default_storage, TENANT_AWARE):
            return
        with context.tenant_context(self):
            folders, files = default_storage.listdir("")
        if folders or files:
            raise SchemaTaken(f"Files of an earlier tenant lie under {self.schema_name}.")

    def _refuse_foreign_tenant(self, act: str) -> None:
        if connection.schema_name not in ("public", self.schema_name):
            raise OutsidePublicSchema(
                f"Cannot {act} {self.schema_name} while {connection.schema_name} is in force."
            )


class DomainMixin(DjangoTenantsDomainMixin):
    """A host name of a tenant, stored as requests are compared: lower case, no trailing dot."""

    class Meta:
        abstract = True

    def clean_host(self) -> str:
        """Return the host in the form in which requests are compared.

        Raises:
            ValidationError: it is no host name.
        """
        host = hosts.normalise(self.domain)
        if host is None:
            raise ValidationError(f"{self.domain!r} is not a host name.", code="host")
        return host

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the normalised host; requests and media links follow after commit."""
        self.domain = self.clean_host()
        before = type(self).objects.filter(pk=self.pk).exclude(domain=self.domain)
        released = list(before.values_list("domain", flat=True))
        super().save(*args, **kwargs)
        transaction.on_commit(partial(_follow, self.domain, self.tenant.schema_name, released))

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Release the host; requests stop finding it after commit."""
        deleted = super().delete(*args, **kwargs)
        transaction.on_commit(partial(_follow, None, "", [self.domain]))
        return deleted


def _follow(host: str | None, schema_name: str, released: list[str]) -> None:
    """Let requests and media links follow a change of hosts."""
    from tenancy.media_hosts import link_host, unlink_host

    hosts.forget_all()
    for old in released:
        unlink_host(old)
    if host is not None and is_schema_name(schema_name):
        link_host(host, schema_name)
