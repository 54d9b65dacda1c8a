from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.red_flags.lexicon import ClinicalDataError, compile_lexicon, lexicon, load_yaml
from assistant.red_flags.table import LEVELS, build_table, red_flag_table

THRESHOLDS = load_yaml("thresholds.yaml")
FLAGS = load_yaml("red_flags.yaml")
SYMPTOMS = load_yaml("symptoms.yaml")


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
    assert len(SYMPTOMS["traditional"]) == len(SYMPTOMS["simplified"])


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


def test_a_damaged_lexicon_is_refused() -> None:
    broken = copy.deepcopy(dict(SYMPTOMS))
    broken["symptoms"]["chest_pain"]["say"] = ["<no_such_set> + pain"]
    with pytest.raises(ClinicalDataError, match=r"symptoms\.yaml is damaged .*no_such_set"):
        compile_lexicon(broken)
    broken["symptoms"]["chest_pain"]["say"] = ["chest + "]
    with pytest.raises(ClinicalDataError, match="an empty term"):
        compile_lexicon(broken)
    broken = copy.deepcopy(dict(SYMPTOMS))
    broken["never_chronic"].append("no_such")
    with pytest.raises(ClinicalDataError, match="never_chronic names no_such"):
        compile_lexicon(broken)
