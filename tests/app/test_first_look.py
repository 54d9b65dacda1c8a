"""How the window looks in its first moment, whatever the settings file holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.first_look import first_look
from app.settings import load_settings, save_settings
from assistant.conversation import Language


def test_it_is_what_the_settings_say(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    save_settings(
        file,
        {
            "language": "zh",
            "appearance.theme": "dark",
            "appearance.text_scale": 1.3,
            "appearance.captions": False,
            "access.scan_seconds": 2.0,
        },
    )
    language, chosen = first_look(file, {"LISTENWELL_APPEARANCE__THEME": "contrast"})
    settings = load_settings(file, {})
    assert language is Language.ZH
    assert chosen == {"theme": "contrast", "text_scale": 1.3, "captions": False, "scan_seconds": 2.0}
    assert chosen["text_scale"] == settings.appearance.text_scale


@pytest.mark.parametrize(
    "content",
    ["", "language = [oops", "appearance = 7", 'language = "tlh"\n[appearance]\ntheme = 3', "\x00\xff"],
)
def test_what_cannot_be_used_is_left_out(tmp_path: Path, content: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(content.encode("latin-1"))
    language, chosen = first_look(file, {})
    assert language in set(Language)
    assert chosen == {}


def test_without_a_file_everything_is_left_to_the_defaults(tmp_path: Path) -> None:
    assert first_look(tmp_path / "none.toml", {"LISTENWELL_LANGUAGE": "en"}) == (Language.EN, {})
