"""One tenant as one file: exported from one server, imported into the same or another."""

from tenancy.archive.exporting import export_tenant as export_tenant
from tenancy.archive.importing import import_tenant as import_tenant
