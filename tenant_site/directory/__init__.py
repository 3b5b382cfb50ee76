"""The registers as pages: what is known of persons, vehicles, equipment and points."""
