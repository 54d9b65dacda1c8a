"""A health station in a waiting room: one process and one key a visit, and the staff who look after both."""
