"""Who and what the books speak of: persons, vehicles, items, points, and who is kept out."""
