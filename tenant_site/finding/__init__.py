"""Find what was written: one box, words and chips, newest first, in the reader's books only."""
