"""What templates of both sites may ask for."""
