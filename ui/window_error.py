"""Why the window cannot be shown. Needs no Qt, so that it can be told without it."""

from __future__ import annotations

from typing import Final

#: What Qt Quick, the camera and Chinese text need on Debian 12 and later (found by adding one at a time in a bare chroot).
DEBIAN_PACKAGES: Final = (
    "libgl1",
    "libegl1",
    "libxkbcommon0",
    "libfontconfig1",
    "libdbus-1-3",
    "libglib2.0-0",
    "libpulse0",
    "libxrandr2",
    "fonts-noto-cjk",
)


class WindowError(Exception):
    """The window cannot be shown; the message says what to do."""


def install_packages() -> str:
    """The command that installs what the window needs on Debian."""
    return f"sudo apt-get install {' '.join(DEBIAN_PACKAGES)}"


def missing_library(error: ImportError) -> WindowError:
    """Return what to say when Qt's own libraries cannot be loaded."""
    return WindowError(
        f"The window needs system libraries that are missing here ({error}); "
        f"on Debian run: {install_packages()}"
    )
