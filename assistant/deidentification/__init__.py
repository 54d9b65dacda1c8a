"""Finding and masking what identifies a person. The door is :mod:`assistant.privacy`."""
