"""Support in the workspace: owners let it in, it looks and never acts, and the log tells."""
