"""The workspaces: each organisation's news book on its own host."""
