"""Commands of the proofs app."""
