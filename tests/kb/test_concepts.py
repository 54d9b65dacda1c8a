import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.concepts import ConceptTable, parse_concepts, shipped_concepts

TABLE = ConceptTable(
    parse_concepts(
        "conditions",
        "# remark\n高血压|血压高\thypertension|high blood pressure\n血压\tblood pressure\n发烧|发热\tfever\n",
    )
)


def found(text):
    return [concept.id for concept in TABLE.concepts_in(text)]


def test_synonyms_in_both_languages_are_one_concept():
    assert found("血压高") == found("高血压病") == found("High blood pressure!") == ["hypertension"]
    assert found("my blood pressures") == ["blood-pressure"]


def test_the_longest_label_counts_and_each_mention_is_counted():
    assert found("高血压的人发烧，又发热") == ["hypertension", "fever", "fever"]
    assert found("高血压 hypertension") == ["hypertension", "hypertension"]


def test_a_translation_says_the_concepts_and_names_what_it_cannot_say():
    translation = TABLE.translated("高血压患者发烧了怎么办 CT", "en")
    assert translation.text == "hypertension fever ct"
    assert translation.untranslated == ("患者",)
    assert TABLE.translated("does fever raise high blood pressure?", "zh").text == "发烧 高血压"
    assert TABLE.translated("TSH in fever", "zh").text == "发烧 TSH"
    assert shipped_concepts().translated("hpv", "zh").text == "人乳头瘤病毒 hpv"
    assert shipped_concepts().translated("HPV", "zh").text == "人乳头瘤病毒 HPV"


@given(st.text(max_size=200))
def test_any_text_is_cut_without_loss(text):
    TABLE.concepts_in(text)
    for language in ("zh", "en"):
        TABLE.translated(text, language)


@pytest.mark.parametrize(
    "line", ["高血压", "高血压\t", "高血压\thypertension\tmore", "血\tblood", "|\thypertension"]
)
def test_a_line_that_is_no_concept_is_named(line):
    with pytest.raises(ValueError, match=r"Line 1 of body\.tsv"):
        list(parse_concepts("body", line))


def test_an_id_stands_for_one_concept():
    with pytest.raises(ValueError, match="fever"):
        ConceptTable([*parse_concepts("a", "发烧\tfever"), *parse_concepts("b", "高烧\tfever")])


def test_the_shipped_table_is_whole():
    table = shipped_concepts()
    assert len(table.concepts) > 1_000
    assert {concept.kind for concept in table.concepts.values()} == {
        "body",
        "care",
        "conditions",
        "devices",
        "medicines",
        "symptoms",
        "tests",
    }
    for label in ("血糖高", "二甲双胍", "量血压"):
        assert table.concepts_in(label), label
