"""What an owner sees and decides about the workspace itself: plan, limits, domains, its end."""
