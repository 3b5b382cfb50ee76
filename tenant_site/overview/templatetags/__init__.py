"""What the templates of the figures write many times."""
