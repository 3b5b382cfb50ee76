"""The composer: from the choice of a type to an entry, and what is typed on the way."""
