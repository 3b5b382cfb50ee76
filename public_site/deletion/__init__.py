"""The end of a workspace: asked for, waited for, undone or certified."""
