import contextlib
import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.settings import MAX_FILE_BYTES, Settings, SettingsError, load_settings, save_settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_without_a_file_the_defaults_hold_and_the_cloud_is_off(file: Path) -> None:
    loaded = load_settings(file, {})
    assert loaded == Settings()
    assert not loaded.cloud.enabled
    assert not file.exists()


def test_environment_overrides_the_file_and_the_file_the_default(file: Path) -> None:
    file.write_text('language = "zh"\n[speech]\nvoice_speed = 1.2\n[speech.voices]\nzh = "huayan"\n')
    environ = {
        "LISTENWELL_LANGUAGE": "en",
        "LISTENWELL_SPEECH__VOICES__EN": "joe",
        "LISTENWELL_PASSPHRASE": "secret",
    }
    loaded = load_settings(file, environ)
    assert loaded.language == "en"
    assert loaded.speech.voice_speed == 1.2
    assert (loaded.speech.voices.zh, loaded.speech.voices.en) == ("huayan", "joe")


def test_a_saved_change_comes_back_and_overrides_stay_out_of_the_file(file: Path) -> None:
    save_settings(file, {"appearance.text_scale": 1.3, "models.folders": [str(file.parent)]})
    save_settings(file, {"appearance.theme": "contrast", "models.folders": None})
    loaded = load_settings(file, {"LISTENWELL_LANGUAGE": "zh"})
    assert (loaded.appearance.text_scale, loaded.appearance.theme) == (1.3, "contrast")
    assert tomllib.loads(file.read_text()) == {
        "appearance": {"text_scale": 1.3, "theme": "contrast"},
        "models": {},
    }
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('language = "zh"\nrule_set =\n', ["line 2", "not valid TOML"]),
        ('[appearance]\ntheme = "pink"\n', ["line 2", "appearance.theme"]),
        ("[appearance]\n\ntext_scale = 9\n", ["line 3", "appearance.text_scale", "1.15"]),
        ("[speech]\nvoise_speed = 1\n", ["line 2", "speech.voise_speed", "unknown key"]),
        ('api_key = "sk-1"\n', ["line 1", "api_key", "unknown key"]),
        ('[cloud]\nbase_url = "http://example.org/v1"\n', ["line 2", "cloud.base_url", "https"]),
        ('[cloud]\nbase_url = "https://me:word@example.org"\n', ["cloud.base_url", "password"]),
        ("[cloud]\nenabled = true\n", ["line 1", "cloud", "base_url and model"]),
        ("cloud.requests_per_day = 0\n", ["cloud.requests_per_day", "greater"]),
    ],
)
def test_a_bad_file_is_named_with_line_and_key_and_left_alone(file: Path, text: str, said: list[str]) -> None:
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_settings(file, {})
    assert all(words in str(caught.value) for words in [str(file), "correct it or move it away", *said])
    with pytest.raises(SettingsError):
        save_settings(file, {"language": "en"})
    assert file.read_text() == text


def test_a_file_that_is_not_text_or_far_too_large_is_refused(file: Path) -> None:
    file.write_bytes(b'language = "zh"\n\xff\xfe')
    with pytest.raises(SettingsError, match="line 2"):
        load_settings(file, {})
    file.write_bytes(b"#" * (MAX_FILE_BYTES + 1))
    with pytest.raises(SettingsError, match="larger than 256 KiB"):
        load_settings(file, {})


def test_a_bad_environment_variable_is_named(file: Path) -> None:
    with pytest.raises(SettingsError, match="LISTENWELL_SPEECH__VOICE_SPEED"):
        load_settings(file, {"LISTENWELL_SPEECH__VOICE_SPEED": "fast"})
    with pytest.raises(SettingsError, match=r"LISTENWELL_SPEECH.*not usable"):
        load_settings(file, {"LISTENWELL_SPEECH": "{not json"})


def test_a_change_that_is_no_setting_is_refused_before_anything_is_written(file: Path) -> None:
    for changes in ({"speech.voice_speed": 99}, {"nothing.here": 1}, {"language.sub": 1}):
        with pytest.raises(SettingsError):
            save_settings(file, {"rule_set": "US", **changes})
    assert not file.exists()


@given(content=st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_give_settings_or_one_clear_error(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with contextlib.suppress(SettingsError):
        load_settings(file, {})
    assert file.read_bytes() == content


@given(
    speed=st.floats(0.5, 2.0),
    scale=st.sampled_from([1.0, 1.15, 1.3, 1.5]),
    llm=st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=40),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_valid_change_survives_the_file(file: Path, speed: float, scale: float, llm: str) -> None:
    save_settings(file, {"speech.voice_speed": speed, "appearance.text_scale": scale, "models.llm": llm})
    loaded = load_settings(file, {})
    assert (loaded.speech.voice_speed, loaded.appearance.text_scale, loaded.models.llm) == (speed, scale, llm)
