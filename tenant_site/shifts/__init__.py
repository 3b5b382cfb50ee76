"""Shifts of a book: their times, what is handed over between them, and the orders that hold."""
