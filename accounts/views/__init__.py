"""Pages about one's own account that both sites have; each site says who may see them."""
