"""Whose reading is this: clues, habits and values weighed into a decision, and decisions that can be undone."""
