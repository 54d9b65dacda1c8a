"""What a person's readings show over time: averages, trends, glucose profile, tags and the quality of the data."""
