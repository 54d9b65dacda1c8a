"""What the printing system says, as the staff and a visitor need it."""

from __future__ import annotations

import pytest

from ui.paper import Paper, paper_state, told_by

IDLE = "printer Desk is idle.  enabled since Tue Nov 24 08:00:00 2026\n\tAlerts: none\n"
DISABLED = "printer Desk disabled since Tue Nov 24 08:00:00 2026 -\n\tPaused\n"


@pytest.mark.parametrize(
    ("status", "paper"),
    [
        (IDLE, Paper.READY),
        ("", Paper.READY),
        (IDLE.replace("none", "media-empty-error"), Paper.NO_PAPER),
        (IDLE.replace("none", "media-needed"), Paper.NO_PAPER),
        (IDLE.replace("none", "cover-open-report"), Paper.TROUBLE),
        (IDLE.replace("none", "media-jam-error"), Paper.TROUBLE),
        (DISABLED, Paper.TROUBLE),
    ],
)
def test_what_the_printer_says(status: str, paper: Paper):
    assert told_by(status) is paper


def test_without_a_printer_nothing_is_asked():
    assert paper_state(lambda: "") is Paper.NO_PRINTER
