"""A member's own account: password, e-mail, sessions, and the way to their other workspaces."""
