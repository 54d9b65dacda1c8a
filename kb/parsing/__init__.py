"""Foreign documents as articles: one file a format, run in a limited process."""
