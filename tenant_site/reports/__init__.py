"""Reports of what stands in a book, the page that confirms them, and books as they once stood."""
