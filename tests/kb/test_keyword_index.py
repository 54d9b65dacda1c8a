import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.errors import IndexBusy, IndexUnusable
from kb.index import keywords
from kb.index.keywords import Entry, IndexedDocument, KeywordIndex

TEXTS = {
    "en/cough#1": ("Cough", "A dry cough often lasts longer than the cold itself."),
    "en/fever#1": ("Fever in adults", "Drink water. A temperature of 38.5 is a fever (measured by mouth)."),
    "en/salt#1": ("Salt: how much?", "Five grams of sodium chloride a day; a:b is not a ratio here."),
    "zh/cough#1": ("咳嗽", "干咳常常比感冒本身持续得更久。"),
    "zh/fever#1": ("成人发烧", "多喝水。口温38.5度属于发烧。查血看CRP。"),
    "zh/pressure#1": ("高血压", "血压(高)要连续测量几天再看平均值。"),
}


def indexed(ids=tuple(TEXTS)):
    return [
        IndexedDocument(id_.split("#")[0], "1", (Entry(id_, id_.split("#")[0], id_[:2], *TEXTS[id_]),))
        for id_ in ids
    ]


@pytest.fixture
def index(tmp_path):
    index = KeywordIndex(tmp_path / "keywords")
    index.update(indexed(), ())
    return index


def found(index, question, language=None):
    return [match.id for match in index.search(question, 10, language)]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("How long will my coughing last?", "en/cough#1"),
        ("temperature 38.5", "en/fever#1"),
        ('"dry cough"', "en/cough#1"),
        ("a:b", "en/salt#1"),
        ("title:[salt TO *] AND sodium^9", "en/salt#1"),
        ("fever) OR (", "en/fever#1"),
        ("咳", "zh/cough#1"),
        ("发烧怎么办", "zh/fever#1"),
        ("血压(高)", "zh/pressure#1"),
        ("“血压：高”？", "zh/pressure#1"),
        ("CRP是什么", "zh/fever#1"),
        ("ｃｒｐ", "zh/fever#1"),
        ("我最近感冒好了，可是一直干咳，晚上咳得睡不着觉，请问医生这是怎么回事", "zh/cough#1"),
    ],
)
def test_questions_as_people_write_them_find_the_passage(index, question, first):
    assert found(index, question)[0] == first


@pytest.mark.parametrize(
    "question", ["", "   ", "??!", "🤒🌡️", "\ud800", "\x00", "what is it?", "*", "x" * 5_000]
)
def test_questions_without_a_term_find_nothing(index, question):
    assert found(index, question) == []


@pytest.mark.parametrize(("once", "twice"), [("cough", "cough cough"), ("咳", "咳 咳")])
def test_a_word_that_a_question_repeats_counts_less_each_time(index, once, twice):
    repeated = {match.id: match.score for match in index.search(twice, 10)}
    for match in index.search(once, 10):
        assert match.score < repeated[match.id] < 2 * match.score


def test_a_word_to_look_up_is_found_by_its_stem_more_than_one_in_a_sentence(tmp_path):
    index = KeywordIndex(tmp_path / "keywords")
    texts = {"exact": "Coughing after a meal.", "stem": "A cough. Two coughs. He coughed after a meal."}
    entries = [Entry(f"{id_}#1", id_, "en", "", text) for id_, text in texts.items()]
    index.update([IndexedDocument(entry.document, "1", (entry,)) for entry in entries], ())

    def share_of_the_stem(question: str) -> float:
        scores = {match.id: match.score for match in index.search(question, 10)}
        return scores["stem#1"] / scores["exact#1"]

    assert share_of_the_stem("coughing") > share_of_the_stem("coughing zebras quietly")


def test_a_word_in_the_title_outweighs_one_in_the_text(tmp_path):
    index = KeywordIndex(tmp_path / "keywords")
    entries = [
        Entry("a#1", "a", "en", "Fever", "Rest and drink plenty of water today."),
        Entry("b#1", "b", "en", "Water", "Rest and drink to bring a fever down today."),
    ]
    index.update([IndexedDocument(entry.document, "1", (entry,)) for entry in entries], ())
    assert found(index, "fever")[0] == "a#1"


def test_a_language_is_kept_to(index):
    assert found(index, "38.5 fever 发烧", "zh") == ["zh/fever#1"]
    assert found(index, "38.5 fever 发烧", "en") == ["en/fever#1"]
    assert set(found(index, "38.5 fever 发烧")) == {"zh/fever#1", "en/fever#1"}


def test_documents_are_replaced_and_removed(index):
    changed = Entry("en/cough#1", "en/cough", "en", "Cough", "Honey soothes the throat.")
    index.update([IndexedDocument("en/cough", "2", (changed,))], ["en/salt"])
    assert len(index) == len(TEXTS) - 1
    assert found(index, "honey") == ["en/cough#1"]
    assert found(index, "sodium") == []
    assert index.contents["en/cough"] == "2"
    assert "en/salt" not in index.contents


def test_a_failing_update_leaves_the_index_as_it_was(index, tmp_path):
    def documents():
        yield from indexed(["en/cough#1"])
        raise KeyError("made to fail")

    with pytest.raises(KeyError):
        index.update(documents(), ["en/fever"])
    assert len(index) == len(TEXTS)
    assert found(index, "temperature") == ["en/fever#1"]
    index.update(indexed(["en/cough#1"]), ())  # the writer's lock was given back
    assert len(KeywordIndex(tmp_path / "keywords")) == len(TEXTS)


def test_an_index_is_opened_again_as_it_was_left(index, tmp_path):
    again = KeywordIndex(tmp_path / "keywords")
    assert again.contents == index.contents
    assert found(again, "咳嗽") == found(index, "咳嗽")


def garble(path):
    path.write_bytes(bytes(byte ^ 0x5A for byte in path.read_bytes()))


def halve(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("damage", [garble, halve, Path.unlink])
def test_an_index_with_any_file_garbled_cut_or_lost_starts_anew(index, tmp_path, damage):
    folder = tmp_path / "keywords"
    names = [path.name for path in folder.iterdir() if path.stat().st_size]
    assert len(names) > 5
    for name in names:
        copy = shutil.copytree(folder, tmp_path / name)
        damage(copy / name)
        again = KeywordIndex(copy)
        assert again.contents == {}, name
        assert len(again) == 0
        again.update(indexed(), ())
        assert found(again, "咳嗽") == ["zh/cough#1"]
        assert len(KeywordIndex(copy)) == len(TEXTS)


def test_an_index_built_by_other_rules_starts_anew(index, tmp_path, monkeypatch):
    monkeypatch.setattr(keywords, "ANALYSIS_VERSION", keywords.ANALYSIS_VERSION + 1)
    again = KeywordIndex(tmp_path / "keywords")
    assert again.contents == {}
    assert len(again) == 0


def test_two_writers_at_once_are_told_apart(index, tmp_path):
    other = KeywordIndex(tmp_path / "keywords")

    def documents():
        with pytest.raises(IndexBusy, match="another Listenwell"):
            other.update(indexed(["en/cough#1"]), ())
        yield from indexed(["en/salt#1"])

    index.update(documents(), ())
    assert len(index) == len(TEXTS)


def test_an_index_that_another_process_is_writing_is_left_alone(index, tmp_path):
    seal = tmp_path / "keywords" / "seal.json"

    def documents():
        seal.write_text(json.dumps({"fingerprint": "other"}))
        with pytest.raises(IndexBusy):
            KeywordIndex(tmp_path / "keywords")
        yield from indexed(["en/salt#1"])

    index.update(documents(), ())
    assert len(KeywordIndex(tmp_path / "keywords")) == len(TEXTS)


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(IndexUnusable, match="writable"):
        KeywordIndex(tmp_path / "taken" / "keywords")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(question=st.text(max_size=200))
def test_no_question_breaks_the_search(index, question):
    matches = index.search(question, 5)
    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)
