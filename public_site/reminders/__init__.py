"""What owners are told in time: once each, however often the daily command runs."""
