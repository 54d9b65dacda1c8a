"""What people say, in both languages: red flags that must fire on it, and ordinary talk that must not.

The phrases are our own: ``flags.txt`` (flag that must be certain, and what is said), ``serious.txt``
(must lead to an ambulance or a hospital), ``ordinary.txt`` (nothing above a hint for self-help).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.red_flags.table import red_flag_table
from assistant.safety import Profile, check

_FOLDER = Path(__file__).parent / "red_flag_phrases"


def _lines(name: str) -> list[str]:
    return (_FOLDER / name).read_text(encoding="utf-8").splitlines()


FLAGS = [tuple(line.split(": ", 1)) for line in _lines("flags.txt")]


@pytest.mark.parametrize(("flag", "text"), FLAGS)
def test_flag_fires(flag: str, text: str) -> None:
    findings = check(text, None, (), Profile()).findings
    assert flag in [finding.id for finding in findings if finding.certain]


@pytest.mark.parametrize("text", _lines("serious.txt"))
def test_serious_words_lead_to_help_now(text: str) -> None:
    assert check(text, None, (), Profile()).level in {"999", "urgent"}


@pytest.mark.parametrize("text", _lines("ordinary.txt"))
def test_ordinary_talk_raises_nothing(text: str) -> None:
    result = check(text, None, (), Profile())
    assert result.level in {"none", "act"}, result.findings


def test_every_flag_of_the_file_has_a_case() -> None:
    by_readings_alone = {"irregular_pulse"}
    assert {flag.id for flag in red_flag_table().flags} == {flag for flag, _ in FLAGS} | by_readings_alone
