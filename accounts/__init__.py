"""Who a person is, shared by both sites."""
