"""Alerts: the red flags that stored readings raise, kept with the words that were shown and who saw them."""
