"""One PostgreSQL schema for each tenant: safe, fast, and ignorant of what a tenant does."""
