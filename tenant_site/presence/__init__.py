"""Who and what is inside now, by what the entries of the books say."""
