"""Sessions of one workspace, in a table of its own: a cookie of another workspace opens nothing."""
