"""What clients owe and have paid: invoices, and payments that a provider reports."""
