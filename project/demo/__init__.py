"""The sample workspace: a guard company in Bogotá, five weeks of its three books."""
