"""Who belongs to a workspace, what each may do, and how they sign in."""
