"""What all tests share."""

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

pytest_plugins = ["egress_guard"]

# A deadline for each example measures how busy the machine is, not the code.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
