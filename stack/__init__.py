"""The embedded servers: PostgreSQL, nginx and both sites, started and stopped as one."""
