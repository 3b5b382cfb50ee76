"""A site of some thirty tables for the benches of provisioning and migration."""
