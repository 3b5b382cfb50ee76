"""Tags that show a book's shifts on pages of other apps."""
