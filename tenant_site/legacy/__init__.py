"""Moving in from the old system: its export read as a stream, nothing of it lost."""
