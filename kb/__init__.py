"""The medical library: intake, passages, indexes, retrieval."""
