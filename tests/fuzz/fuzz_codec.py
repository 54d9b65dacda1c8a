"""Fuzzing of the codecs with atheris: whatever bytes come, a value or a FrameError, and one sentence for the person.

    python tests/fuzz/fuzz_codec.py --list
    python tests/fuzz/fuzz_codec.py glucose --seconds 60     one target
    python tests/fuzz/fuzz_codec.py each --seconds 30        every target in turn, a process each
    python tests/fuzz/fuzz_codec.py all --runs 20000         all targets in one process, chosen by the first byte

Exit status 0: nothing was found. Seeds are the published frames of ``tests/device_io/frames.json``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["device_io"]):
    from device_io import gatt
    from device_io.codecs.cgm_control_point import decode_cgm_request
    from device_io.codecs.frame import FrameError
    from device_io.codecs.record_access import decode_record_access_request
    from device_io.codecs.registry import CODECS
    from device_io.codecs.user_control import decode_user_control_request
    from device_io.interpretation import describe, interpret
    from device_io.journal import RawFrame

_FRAMES = Path(__file__).parents[1] / "device_io" / "frames.json"
_ARRIVAL = datetime(2026, 3, 10, 8, tzinfo=UTC)
_START = _ARRIVAL - timedelta(days=3)
#: Whose variants of frames there are.
_MODELS = ("", "Beurer BM85", "DM30b", "CareSens")

Target = Callable[[bytes], object]


def targets() -> dict[str, Target]:
    """Return every decoder under its name, and the way from a frame to readings and to words."""
    decoders: dict[str, Target] = {codec.name: codec.decode for codec in CODECS}
    decoders["record_access_request"] = decode_record_access_request
    decoders["cgm_request"] = decode_cgm_request
    decoders["user_control_request"] = decode_user_control_request
    decoders["readings"] = _read
    return decoders


def _read(payload: bytes) -> object:
    """Read a frame as sessions and the records do; the first byte chooses what it is."""
    if not payload:
        raise FrameError("Nothing came.")
    codec = CODECS[payload[0] % len(CODECS)]
    model = _MODELS[payload[0] % len(_MODELS)]
    body = payload[1:]
    frame = RawFrame(
        "F0", model, codec.characteristic, body, _ARRIVAL, "s1", "Europe/Berlin", None,
        session_start=_START, session_stamp="2026-03-07T09:00:00+01:00", first_part=body[::2],
    )  # fmt: skip
    try:
        readings = interpret(frame)
        if not readings or any(one.taken_at > _ARRIVAL + timedelta(minutes=2) for one in readings):
            raise AssertionError("no reading, or one of the future")
    except FrameError as error:
        _one_sentence(error)
    return json.dumps(describe(codec.characteristic, body, model))


def _one_sentence(error: FrameError) -> None:
    if not str(error).endswith("."):
        raise AssertionError(f"no sentence: {error}")


def checked(decode: Target) -> Callable[[bytes], None]:
    """Return what atheris calls: it raises for whatever is neither a value nor a :class:`FrameError`."""

    def run(payload: bytes) -> None:
        try:
            value = decode(payload)
        except FrameError as error:
            _one_sentence(error)
        else:
            if value is None:
                raise AssertionError("a decoder gave nothing")

    return run


def by_first_byte(decoders: Mapping[str, Target]) -> Callable[[bytes], None]:
    """Return one target for all: the first byte chooses which decoder gets the rest."""
    runs = [checked(decode) for decode in decoders.values()]

    def run(payload: bytes) -> None:
        if payload:
            runs[payload[0] % len(runs)](payload[1:])

    return run


def seed(folder: Path, name: str, decoders: Mapping[str, Target]) -> None:
    """Write the published frames of a target (of all targets for ``all``) into ``folder``."""
    names = list(decoders)
    for number, case in enumerate(json.loads(_FRAMES.read_text(encoding="utf-8"))["cases"]):
        try:
            characteristic = gatt.uuid(case["characteristic"])
        except ValueError:
            continue
        codec = next((one for one in CODECS if one.characteristic == characteristic), None)
        if codec is None or name not in (codec.name, "all"):
            continue
        chosen = bytes((names.index(codec.name),)) if name == "all" else b""
        (folder / str(number)).write_bytes(chosen + bytes.fromhex(case["hex"]))


def _fuzz(name: str, decoders: Mapping[str, Target], bound: str) -> None:
    run = by_first_byte(decoders) if name == "all" else checked(decoders[name])
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        seed(corpus, name, decoders)
        atheris.Setup(
            [sys.argv[0], bound, "-max_len=128", "-verbosity=0", f"-artifact_prefix={folder}/", str(corpus)],
            run,
        )
        atheris.Fuzz()


def main() -> int:
    """Run what the command line asks for."""
    decoders = targets()
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("target", nargs="?", default="all", choices=[*decoders, "all", "each"])
    parser.add_argument("--seconds", type=int, default=10, help="how long a target runs")
    parser.add_argument("--runs", type=int, help="how many inputs a target gets, in place of a time")
    parser.add_argument("--list", action="store_true", help="print the targets")
    options = parser.parse_args()
    if options.list:
        sys.stdout.write("\n".join(decoders) + "\n")
        return 0
    bound = f"-max_total_time={options.seconds}" if options.runs is None else f"-runs={options.runs}"
    if options.target != "each":
        _fuzz(options.target, decoders, bound)
        return 0
    failed = [name for name in decoders if _in_its_own_process(name, options) != 0]
    sys.stdout.write(f"{len(decoders)} targets, {len(failed)} with findings {' '.join(failed)}\n")
    return 1 if failed else 0


def _in_its_own_process(name: str, options: argparse.Namespace) -> int:
    limit = ["--seconds", str(options.seconds)] if options.runs is None else ["--runs", str(options.runs)]
    return subprocess.run([sys.executable, __file__, name, *limit], check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
