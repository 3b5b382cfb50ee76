"""Second factors of a person: app, passkeys, recovery codes, and what asks for them."""
