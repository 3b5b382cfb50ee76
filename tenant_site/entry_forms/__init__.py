"""What a type of entry asks: forms of fields, the values that satisfy them, how they read."""
