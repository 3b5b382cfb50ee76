"""The mailbox of a machine that has no mail server: what would have been sent, as pages."""
