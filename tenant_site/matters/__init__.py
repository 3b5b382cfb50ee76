"""What people add beside an entry and what never changes it: follow-ups, comments, reviews."""
