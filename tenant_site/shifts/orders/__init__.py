"""Standing orders: published in versions, read by those they are for, and provably so."""

from tenant_site.shifts.orders.unread import due as due
