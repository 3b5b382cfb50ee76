"""Who runs the service: how they sign in, what they see and do, and the record of it."""
