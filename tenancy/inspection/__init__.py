"""Looks at tenants without changing them, and mends what can be mended without loss."""
