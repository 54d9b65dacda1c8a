"""Other programs' exports, one file a format. Formats are facts; each file names where they were read."""
