"""What all tests share."""

from hypothesis import settings

# A deadline for each example measures how busy the machine is, not the code.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
