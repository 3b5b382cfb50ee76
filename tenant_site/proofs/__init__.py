"""Proofs of the books for those outside: anchors, checks, an export that proves itself."""
