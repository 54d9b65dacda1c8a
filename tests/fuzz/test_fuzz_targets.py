"""A short, bounded run of the fuzz targets; long ones are started by hand (see fuzz_codec.py)."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

if importlib.util.find_spec("atheris") is None:
    pytest.skip("atheris is not installed", allow_module_level=True)

_SCRIPT = Path(__file__).with_name("fuzz_codec.py")
_ROOT = Path(__file__).parents[2]


def fuzz(*arguments):
    environment = os.environ | {"PYTHONPATH": str(_ROOT)}
    # Through a shell: a program inherits the peak memory of what started it, and libFuzzer would hold a test run's
    # gigabytes against its own limit.
    return subprocess.run(
        ["/bin/sh", "-c", '"$@"; exit $?', "sh", sys.executable, str(_SCRIPT), *arguments],
        capture_output=True, text=True, check=False, timeout=120, env=environment, cwd=_ROOT,
    )  # fmt: skip


def test_there_is_a_target_for_every_codec():
    from device_io.codecs.registry import CODECS

    listed = fuzz("--list").stdout.split()
    assert {codec.name for codec in CODECS} < set(listed)
    assert {"record_access_request", "cgm_request", "user_control_request", "readings"} < set(listed)


@pytest.mark.parametrize("target", ["all", "readings"])
def test_a_short_run_finds_nothing(target):
    done = fuzz(target, "--runs", "4000")
    assert done.returncode == 0, done.stderr[-2000:]


def test_a_decoder_that_breaks_is_found(tmp_path):
    broken = tmp_path / "broken.py"
    broken.write_text(
        "import sys\n"
        f"sys.path.insert(0, {str(_SCRIPT.parent)!r})\n"
        "import fuzz_codec\n"
        "fuzz_codec._fuzz('broken', {'broken': lambda payload: payload[7]}, '-runs=500')\n",
        encoding="utf-8",
    )
    environment = os.environ | {"PYTHONPATH": str(_ROOT)}
    done = subprocess.run(
        [sys.executable, str(broken)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=environment,
    )
    assert done.returncode != 0
    assert "IndexError" in done.stderr + done.stdout
