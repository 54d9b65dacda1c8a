"""A household to look at: weeks of believable readings in memory-only records."""
