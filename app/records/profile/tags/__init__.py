"""The tags of a person's profile: rules, what each found in the readings, and how it explains itself."""
