"""From a prospect to a workspace with a first book."""
