"""Hand-overs: a window of entries closed by who leaves and signed for by who comes."""
