"""The tenants of the measured site; not installed on plain Django."""
