"""Journeys through the window in a few lines: a household, its virtual devices, and a page to press and read."""
