"""The migrations of a fleet of schemas: which they have, which they lack, and bringing them up."""
