"""The main website: who our clients are, how one signs up, and what operators see."""
