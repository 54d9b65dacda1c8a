"""The windows of a station: the visit, and the panel of the staff."""
