"""Photos of invented laboratory reports with the truth about every printed cell."""
