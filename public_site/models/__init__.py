"""A client, the host names of its workspace, and what its life leaves behind."""

from public_site.models.client import Client as Client
from public_site.models.client import Domain as Domain
from public_site.models.client import validate_time_zone as validate_time_zone
from public_site.models.deletion import Deletion as Deletion
from public_site.models.domain_claim import DomainClaim as DomainClaim
from public_site.models.reminder import Reminder as Reminder
