"""Management commands, and the bases for a project's own, where django-pgschemas has them."""

from tenancy.management.schema_commands import DynamicTenantCommand as DynamicTenantCommand
from tenancy.management.schema_commands import StaticTenantCommand as StaticTenantCommand
from tenancy.management.schema_commands import TenantCommand as TenantCommand
