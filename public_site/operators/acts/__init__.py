"""What operators may do about a client: each act with its form, its service and its record."""

from public_site.operators.acts.deciding import DECIDING
from public_site.operators.acts.leaving import LEAVING
from public_site.operators.acts.paying import PAYING
from public_site.operators.acts.working import WORKING

ACTS = {act.code: act for act in (*DECIDING, *PAYING, *WORKING, *LEAVING)}
