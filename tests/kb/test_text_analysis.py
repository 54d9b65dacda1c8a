import threading

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.index.analysis import analyse, analyse_heading, analyse_question, content_terms, fold, han_length


def test_han_runs_become_characters_and_pairs_and_never_cross_a_gap():
    terms = analyse("高血压，头晕")
    assert list(terms.characters) == list("高血压头晕")
    assert set(terms.pairs) == {"高血", "血压", "头晕"}
    assert not terms.words


def test_latin_words_and_numbers_stay_whole_among_han():
    terms = analyse("糖化HbA1c超过7.0%，血压140/90mmHg")
    assert {"hba1c", "7.0", "140"} <= set(terms.words)
    assert "90mmhg" in terms.words


def test_full_width_and_accented_forms_fold_to_one():
    assert analyse("ＢＭＩ２４．５ café").words == analyse("bmi24.5 cafe").words
    assert fold("ﬁbrosis") == "fibrosis"


def test_words_are_counted_and_stemmed():
    terms = analyse("Measured twice: measuring and measures")
    assert terms.words == {"measured": 1, "twice": 1, "measuring": 1, "measures": 1}
    assert terms.stems["measur"] == 3


def test_words_that_only_ask_are_left_out():
    assert set(analyse("What should I do about my patient's cough?").words) == {"patient", "cough"}


def test_chinese_stop_phrases_leave_long_questions_and_headings_only():
    short = "血压高怎么办"
    long = "医生您好，我妈妈最近经常头晕恶心而且晚上睡不好觉，请问怎么办"
    assert "怎么" in analyse_question(short).pairs
    assert "怎么" not in analyse_question(long).pairs
    assert "怎么" not in analyse_heading(short).pairs
    assert "头晕" in analyse_question(long).pairs


def test_what_a_question_is_about_has_no_numbers_and_no_asking():
    assert content_terms("is 185/115 too high?") == {"too", "high"}
    assert content_terms("烧到39.5怎么办") == {"烧到"}
    assert content_terms("what is it?") == frozenset()


def test_stemming_is_safe_from_many_threads():
    wanted = analyse("running measured pressures")
    wrong = []

    def work():
        wrong.extend(1 for _ in range(300) if analyse("running measured pressures") != wanted)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_terms_that_an_index_can_hold(text):
    terms = analyse(text)
    for table in (terms.characters, terms.pairs, terms.words, terms.stems):
        for term, count in table.items():
            assert count > 0
            assert term
            assert not any(mark.isspace() for mark in term)
            term.encode()
    assert sum(terms.characters.values()) == han_length(fold(text))
