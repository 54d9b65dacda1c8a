"""The ports of the window, filled from the rooms below."""
