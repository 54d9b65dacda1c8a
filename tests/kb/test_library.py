import threading
from dataclasses import replace
from pathlib import Path

import pytest

from kb.document import Section
from kb.errors import LibraryError, QueryTooLong, SearchRefused, UnknownDocument, UnknownPassage
from kb.library import LONGEST_QUERY, Library


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shipped")
    library = Library.open(folder / "none", folder / "index")
    library.build()
    return library


def ids(result):
    return [hit.passage.id for hit in result.hits]


def test_a_question_finds_the_passage_in_its_language(library):
    assert ids(library.search("where do I keep the cuff?", "en"))[0] == "en/pressure#1"
    assert ids(library.search("袖带要和心脏一样高吗", "zh"))[0] == "zh/pressure#1"
    assert ids(library.search("手抖、出冷汗是怎么回事？", "zh"))[0] == "zh/sugar#1"


def test_a_hit_says_why_and_its_passage_can_be_opened(library, documents):
    result = library.search("early signs of hypoglycemia", "en")
    hit = result.hits[0]
    assert hit.score == hit.why["keyword"] == 1.0
    assert result.ms > 0
    assert library.passage(hit.passage.id) == hit.passage
    article = library.document(hit.passage.document)
    assert hit.passage.text == article.sections[0].text
    assert (hit.passage.title, hit.passage.heading) == ("Low blood sugar", "Signs")
    assert hit.passage.source == "Example, from: A guideline; A leaflet"


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("what is the capital of France", "en"),
        ("how do I fix a flat bicycle tire", "en"),
        ("who won the football game", "en"),
        ("", "en"),
        ("怎么修自行车", "zh"),
        ("法国的首都是哪里", "zh"),
        ("明天天气怎么样", "zh"),
        ("怎么办", "zh"),
        ("🚲", "zh"),
    ],
)
def test_a_question_the_library_does_not_speak_to_finds_nothing(library, question, language):
    assert ids(library.search(question, language)) == []


def test_the_other_language_is_shown_only_after_and_only_when_it_speaks_to_the_question(library):
    assert ids(library.search("HbA1c", "en")) == ["zh/fever#1"]
    both = ids(library.search("fever 发烧", "en"))
    assert both == ["en/fever#1", "zh/fever#1"]
    assert ids(library.search("fever 发烧", "en", limit=1)) == ["en/fever#1"]


def test_at_most_three_passages_of_one_document(article, tmp_path):
    many = article("salt", "en", "Salt", **{f"Part_{n}": f"Salt in food number {n}." for n in range(6)})
    other = article("pepper", "en", "Pepper", Part="Pepper goes with salt.")
    found = ids(Library([many, other], tmp_path).search("salt", "en"))
    assert sum(id_.startswith("en/salt#") for id_ in found) == 3
    assert "en/pepper#1" in found


def test_bounds_of_a_search_are_told_in_one_sentence(library):
    with pytest.raises(QueryTooLong, match=r"100,000 characters; .* 2,000\.") as caught:
        library.search("长" * 100_000, "zh")
    assert isinstance(caught.value, LibraryError)
    library.search("血" * LONGEST_QUERY, "zh")
    with pytest.raises(SearchRefused, match="zh and en"):
        library.search("fièvre", "fr")
    with pytest.raises(SearchRefused, match="1 to 100"):
        library.search("fever", "en", limit=0)


def test_unknown_ids_are_told(library):
    with pytest.raises(UnknownPassage):
        library.passage("en/none#1")
    with pytest.raises(UnknownDocument):
        library.document("en/none")


def test_building_again_reads_only_what_changed(documents, tmp_path):
    steps = []
    assert Library(documents, tmp_path).build(lambda done, total: steps.append((done, total))).indexed == 6
    assert steps == [(number, 6) for number in range(1, 7)]
    assert Library(documents, tmp_path).build().unchanged == 6

    fever = replace(
        documents[2], sections=(Section(("Fever in adults", "Care"), "Lukewarm compresses help."),)
    )
    changed = [*documents[:2], fever, *documents[3:5]]
    library = Library(changed, tmp_path)
    report = library.build()
    assert (report.indexed, report.removed, report.unchanged) == (1, 1, 4)
    assert ids(library.search("lukewarm compresses", "en")) == ["en/fever#1"]
    assert ids(library.search("成人发烧", "zh")) == ["en/fever#1"]  # the Chinese article is gone


def test_a_damaged_index_is_rebuilt_on_the_next_start(library, documents, tmp_path):
    for path in (tmp_path / "index" / "keywords").iterdir():
        path.write_bytes(b"garbage")
    again = Library(documents, tmp_path / "index")
    assert again.build().indexed == 6
    assert ids(again.search("cuff", "en"))[0] == "en/pressure#1"


def test_a_search_before_any_build_builds(documents, tmp_path):
    assert ids(Library(documents, tmp_path).search("cuff", "en"))[0] == "en/pressure#1"


def test_many_threads_search_while_the_library_is_built(documents, tmp_path):
    library = Library(documents, tmp_path)
    wrong = []

    def work():
        for _ in range(30):
            if ids(library.search("cuff", "en"))[0] != "en/pressure#1":
                wrong.append("passage")
            library.build()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_own_articles_join_the_shipped_ones_and_replace_those_of_their_name(tmp_path):
    own = tmp_path / "knowledge"
    own.mkdir()
    front = '+++\ntitle = "{0}"\ntopic = "{1}"\nlanguage = "en"\npublisher = "Us"\nlicence = "CC0-1.0"\n'
    front += 'reviewed = 2026-01-31\nsources = ["Our doctor"]\n+++\n## Part\n\n'
    (own / "zebra-rash.md").write_text(front.format("Zebra rash", "zebra-rash") + "A zebra rash has stripes.")
    (own / "home-blood-pressure.md").write_text(
        front.format("Our way", "home-blood-pressure") + "Ask grandmother."
    )
    (own / "broken.md").write_text("nothing")
    library = Library.open(own, tmp_path / "index")
    assert ids(library.search("zebra rash", "en"))[0] == "en/zebra-rash#1"
    assert library.document("en/home-blood-pressure").publisher == "Us"
    stats = library.stats()
    assert len(stats.problems) == 1
    assert "broken.md" in stats.problems[0]
    assert stats.documents["en"] == stats.documents["zh"] + 1
    assert stats.vectors == 0
    assert stats.embedder is None


@pytest.mark.parametrize(
    ("question", "language", "topic"),
    [
        ("How do I measure my blood pressure?", "en", "home-blood-pressure"),
        ("why is my blood pressure higher in the clinic than at home", "en", "home-blood-pressure"),
        ("When should I call an ambulance for high blood pressure?", "en", "high-blood-pressure"),
        ("My oxygen is 91, what now?", "en", "oxygen-saturation"),
        ("how do I take a temperature under the arm", "en", "fever-and-temperature"),
        ("how much sugar should I take when my glucose is low", "en", "low-blood-sugar"),
        ("量血压之前要休息多久", "zh", "home-blood-pressure"),
        ("什么是白大衣高血压", "zh", "home-blood-pressure"),
        ("血压计提示心律不齐", "zh", "irregular-pulse"),
        ("站起来就头晕", "zh", "low-blood-pressure-and-dizziness"),
        ("家用血糖仪能确诊糖尿病吗", "zh", "blood-glucose-at-home"),
        ("宝宝两个月发烧38.2", "zh", "fever-and-temperature"),
    ],
)
def test_the_shipped_articles_answer_common_questions(shipped, question, language, topic):
    assert f"{language}/{topic}" in [
        hit.passage.document for hit in shipped.search(question, language).hits[:3]
    ]


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("what is the capital of France", "en"),
        ("how do I bake sourdough bread", "en"),
        ("which stocks should I buy this year", "en"),
        ("怎么修自行车", "zh"),
        ("世界杯谁赢了", "zh"),
        ("手机怎么截屏", "zh"),
    ],
)
def test_the_shipped_articles_keep_silent_on_what_they_do_not_cover(shipped, question, language):
    assert shipped.search(question, language).hits == ()


def test_the_index_folder_names_no_question(library, tmp_path):
    library.search("my secret rash", "en")
    content = b"".join(path.read_bytes() for path in Path(tmp_path / "index").rglob("*") if path.is_file())
    assert b"secret" not in content


def test_a_question_finds_articles_that_are_only_in_the_other_language(documents, tmp_path):
    english = Library([document for document in documents if document.language == "en"], tmp_path / "en")
    hit = english.search("低血糖有什么症状", "zh").hits[0]
    assert (hit.passage.id, hit.translated) == ("en/sugar#1", True)
    assert hit.why["concept"] == 1.0
    chinese = Library([document for document in documents if document.language == "zh"], tmp_path / "zh")
    assert ids(chinese.search("what to do about a fever", "en"))[0] == "zh/fever#1"


def test_a_misheard_question_finds_what_was_meant(library):
    assert ids(library.search("低雪糖", "zh"))[0].startswith("zh/sugar#")
    assert ids(library.search("hypoglicemia", "en"))[0] == "en/sugar#1"


def test_a_passage_leads_on_to_its_neighbours_and_to_related_articles(shipped):
    first, second = (shipped.passage(f"en/high-blood-pressure#{number}") for number in (1, 2))
    assert shipped.neighbours(first.id) == (None, second)
    assert shipped.neighbours(second.id)[0] == first
    related = shipped.related(first.id)
    assert related
    assert {passage.language for passage in related} == {"en"}
    assert first.document not in {passage.document for passage in related}
