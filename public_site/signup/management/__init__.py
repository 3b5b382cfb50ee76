"""Management of sign-up."""
