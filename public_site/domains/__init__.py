"""Clients' own host names: claimed, proved by a TXT record, made the main address, watched."""
