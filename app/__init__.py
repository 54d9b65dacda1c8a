"""The household's records and rules, settings, and the wiring of the rooms below."""
