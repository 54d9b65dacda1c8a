"""What decoded frames say about a person, in the units records keep."""
