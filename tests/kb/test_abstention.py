import pytest

from kb.abstention import Coverage, coverage, speaks, weights

COUNTS = {"pressure": 40, "cuff": 2, "height": 1}


def wanted(*terms):
    return weights(terms, lambda term: COUNTS.get(term, 0), passages=100)


def test_rare_terms_weigh_more_and_unknown_ones_most():
    found = wanted("pressure", "cuff", "bicycle")
    assert found["pressure"] < found["cuff"] < found["bicycle"] == 1.0


def test_what_the_whole_library_is_about_keeps_some_weight():
    assert weights(["all"], lambda _: 100, passages=100) == {"all": 0.3}


def test_an_empty_library_weighs_all_alike():
    assert weights(["a", "b"], lambda _: 0, passages=0)["a"] == 1.0


def test_coverage_is_the_share_of_the_weight():
    question = {"cuff": 0.6, "height": 0.8, "bicycle": 1.0}
    found = coverage(question, {"cuff", "height", "rest"}, frozenset())
    assert found == Coverage(2, pytest.approx(1.4 / 2.4), pytest.approx(1.4))


def test_a_term_in_the_heading_counts_double():
    question = {"cuff": 0.6, "bicycle": 1.0}
    assert coverage(question, {"cuff"}, {"cuff"}).share == pytest.approx(1.2 / 2.2)
    assert coverage(question, frozenset(), {"cuff"}).share == pytest.approx(1.2 / 2.2)


@pytest.mark.parametrize(
    ("found", "real"),
    [
        (Coverage(2, 0.4, 0.9), True),
        (Coverage(2, 0.39, 1.4), False),
        (Coverage(4, 0.1, 1.5), True),
        (Coverage(4, 0.09, 1.5), False),
        (Coverage(1, 0.49, 2.0), False),
        (Coverage(1, 0.5, 0.3), True),
        (Coverage(0, 0.0, 0.0), False),
    ],
)
def test_what_counts_as_a_real_match(found, real):
    assert speaks(found) is real
