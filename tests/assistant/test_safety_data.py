from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.red_flags.clinical_files import (
    MOST_BYTES,
    MOST_FILES,
    ClinicalDataError,
    load_folder,
    load_yaml,
    parse_folder,
)
from assistant.red_flags.lexicon import compile_lexicon, lexicon
from assistant.red_flags.symptom_table import SymptomTable, joined, symptom_table
from assistant.red_flags.table import LEVELS, build_table, red_flag_table

THRESHOLDS = load_yaml("thresholds.yaml")
FLAGS = load_yaml("red_flags.yaml")
SYMPTOMS = load_folder("symptoms")


def _rows(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "st" in node:
            yield node
        for child in node.values():
            yield from _rows(child)
    elif isinstance(node, list):
        for child in node:
            yield from _rows(child)


def test_every_row_names_a_known_source_and_none_is_from_memory() -> None:
    rows = [*_rows(THRESHOLDS), *_rows(FLAGS)]
    assert len(rows) > 80
    for row in rows:
        assert row["st"] in {"v", "s", "d", "c"}, row
        named = row["src"] if isinstance(row["src"], list) else [row["src"]]
        assert set(named) <= set(THRESHOLDS["sources"]), row
    for source in THRESHOLDS["sources"].values():
        assert source["title"]
        assert source["citation"]


def test_numbers_of_a_flag_are_known_at_least_as_well_as_it_says() -> None:
    table = red_flag_table()
    rank = {"d": 0, "s": 1, "v": 2, "c": 2}
    for flag in table.flags:
        if flag.st != "v":
            continue
        for case in flag.when:
            for name in case.band:
                for band in table.bands[name].values():
                    assert rank[band.st] >= rank["s"], (flag.id, name)


def test_flags_are_ordered_by_urgency_and_speak_both_languages() -> None:
    table = red_flag_table()
    levels = [LEVELS.index(flag.level) for flag in table.flags]
    assert levels == sorted(levels)
    for flag in table.flags:
        assert re.search(r"[\u4e00-\u9fff]", flag.zh)
        assert not re.search(r"[\u4e00-\u9fff]", flag.en)
        if flag.level == "999":
            assert "{call}" in flag.zh
            assert "{call}" in flag.en


def test_words_carry_no_emergency_number_of_one_country_only() -> None:
    for flag in red_flag_table().flags:
        assert not re.search(r"120|911|999|112|12356|988", flag.zh + flag.en), flag.id


def test_every_symptom_leads_somewhere() -> None:
    used = {
        name for flag in red_flag_table().flags for case in flag.when for name in (*case.symptom, *case.also)
    }
    assert set(lexicon().labels) == used


def test_traditional_and_simplified_characters_pair_up() -> None:
    table = symptom_table()
    assert len(table.traditional) == len(table.simplified) > 300


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda flags, _: flags["red_flags"].append(copy.deepcopy(flags["red_flags"][0])), "one id"),
        (lambda flags, _: flags["red_flags"][0].update(st="m"), "st"),
        (lambda flags, _: flags["red_flags"][0].update(src=["NOWHERE"]), "NOWHERE"),
        (lambda flags, _: flags["red_flags"][0]["when"][0].update(symptom=["no_such"]), "no_such"),
        (lambda flags, _: flags["red_flags"][0]["when"][0].update(band=["no_band"]), "no_band"),
        (lambda flags, _: flags["red_flags"][0].update(unless=["no_flag"]), "no_flag"),
        (lambda flags, _: flags["red_flags"][0].update(level="soon"), "level"),
        (lambda flags, _: flags["red_flags"][0].update(wisdom="x"), "wisdom"),
        (lambda flags, _: flags.pop("emergency"), "emergency"),
        (lambda flags, _: flags["acuity"]["failing"].append("no_band"), "no_band"),
        (lambda flags, _: flags["acuity"]["systems"]["brain"].append("no_such"), "no_such"),
        (lambda flags, _: flags["acuity"].update(src="NOWHERE"), "NOWHERE"),
        (lambda flags, _: flags["clinician"].pop("dose"), "clinician and requests differ"),
        (lambda _, limits: limits["bands"]["bp_low"].update(src="NOWHERE"), "bp_low"),
        (lambda _, limits: limits["bands"]["bp_low"].update(st="m"), "st"),
    ],
)
def test_a_damaged_table_is_refused_with_one_sentence(change: Any, what: str) -> None:
    flags, limits = copy.deepcopy(dict(FLAGS)), copy.deepcopy(dict(THRESHOLDS))
    change(flags, limits)
    with pytest.raises(ClinicalDataError, match="install Listenwell again"):
        build_table(flags, limits)


def _with(change: Callable[[dict[str, Any]], object]) -> SymptomTable:
    files = copy.deepcopy(dict(SYMPTOMS))
    change(files)
    return joined(files)


def _says(files: Any, *patterns: object) -> None:
    files["heart_and_breath.yaml"]["symptoms"]["chest_pain"]["say"] = list(patterns)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda files: _says(files, "<no_such_set> + pain"), "symptoms is damaged .*no_such_set"),
        (lambda files: _says(files, "chest + "), "an empty term"),
        (lambda files: files["emergencies.yaml"]["never_chronic"].append("no_such"), "names no_such"),
        (lambda files: files["spelling.yaml"].update(simplified="a"), "symptoms is damaged"),
    ],
)
def test_a_damaged_lexicon_is_refused(change: Any, what: str) -> None:
    with pytest.raises(ClinicalDataError, match=what):
        compile_lexicon(_with(change))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda files: _says(files), r"heart_and_breath\.yaml is damaged .*chest_pain say"),
        (lambda files: _says(files, {"say": "chest", "near": 3}), "near"),
        (lambda files: _says(files, {"say": "chest", "within": 999}), "within"),
        (lambda files: _says(files, 120), "chest_pain"),
        (lambda files: files["stroke.yaml"]["symptoms"]["face_droop"].pop("label"), r"stroke\.yaml .*label"),
        (lambda files: files["stroke.yaml"]["symptoms"]["face_droop"]["label"].pop("zh"), "zh"),
        (lambda files: files["stroke.yaml"].update(symtoms={}), "symtoms"),
        (
            lambda files: files.update({"zz.yaml": files["stroke.yaml"]}),
            r"zz\.yaml .*face_droop.* comes twice",
        ),
        (lambda files: files.update({"zz.yaml": {"simplified": "x"}}), "simplified comes twice"),
    ],
)
def test_a_file_of_symptoms_is_checked_by_itself(change: Any, what: str) -> None:
    with pytest.raises(ClinicalDataError, match=what):
        _with(change)


def test_a_folder_of_clinical_files_is_bounded(tmp_path: Path) -> None:
    with pytest.raises(ClinicalDataError, match="0 files"):
        parse_folder("some", tmp_path)
    with pytest.raises(ClinicalDataError, match="cannot be read"):
        parse_folder("none", tmp_path / "none")
    first = tmp_path / "a.yaml"
    for content, what in (
        (b"a: [", "cannot be read"),
        (b"\xff\xfe\xff", "cannot be read"),
        (b"- a", "no table"),
        (b"a: " + b"x" * MOST_BYTES, "too large"),
    ):
        first.write_bytes(content)
        with pytest.raises(ClinicalDataError, match=rf"some/a\.yaml .*{what}"):
            parse_folder("some", tmp_path)
    for number in range(MOST_FILES + 1):
        (tmp_path / f"{number}.yaml").write_text("a: 1")
    first.unlink()
    with pytest.raises(ClinicalDataError, match=f"{MOST_FILES + 1} files"):
        parse_folder("some", tmp_path)
    (tmp_path / "0.yaml").unlink()
    (tmp_path / "read.me").write_text("- not looked at")
    assert list(parse_folder("some", tmp_path)) == sorted(f"{n}.yaml" for n in range(1, MOST_FILES + 1))
