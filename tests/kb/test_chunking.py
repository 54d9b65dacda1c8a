import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.chunking import SIZES, cut, passages
from kb.document import Document, Section

LIST = "\n".join(f"- Item number {number} of the list says something useful." for number in range(12))


def document(text: str, language: str = "en", *more: str) -> Document:
    sections = tuple(
        Section(("Title", f"Part {number}"), body) for number, body in enumerate((text, *more), 1)
    )
    return Document("en/x", "x", "Title", language, "Example", "CC0-1.0", date(2026, 1, 1), ("A",), sections)


def test_a_short_section_is_one_passage_under_its_heading():
    found = passages(document("One sentence. Another.", "en", "A second part."))
    assert [(piece.id, piece.heading, piece.text) for piece in found] == [
        ("en/x#1", "Part 1", "One sentence. Another."),
        ("en/x#2", "Part 2", "A second part."),
    ]
    assert found[0].source == "Example, from: A"


def test_a_long_english_section_is_cut_at_sentences_into_even_pieces():
    text = " ".join(f"Sentence number {number} tells about 3.5 grams, e.g. of salt." for number in range(60))
    found = passages(document(text))
    sizes = [len(piece.text) for piece in found]
    assert all(size <= SIZES["en"][1] for size in sizes)
    assert min(sizes) > SIZES["en"][0] * 0.6
    assert all(piece.text.endswith("of salt.") and piece.text.startswith("Sentence") for piece in found)


def test_a_long_chinese_section_is_cut_at_sentences():
    text = "".join(f"这是第{number}句话，讲的是每天吃盐不要超过五克。" for number in range(60))
    found = passages(document(text, "zh"))
    assert all(150 < len(piece.text) <= 400 and piece.text.endswith("。") for piece in found)
    assert found[0].source == "Example，依据：A"


def test_a_list_stays_in_one_piece_with_the_sentence_that_leads_into_it():
    text = f"{'A filling sentence comes first. ' * 20}\n\nDo this every day:\n\n{LIST}\n\n{'More text follows. ' * 30}"
    (holder,) = [piece.text for piece in passages(document(text)) if "Item number" in piece.text]
    assert LIST in holder
    assert "Do this every day:" in holder


def test_a_list_longer_than_a_passage_is_cut_between_items():
    text = "\n".join(
        f"{number}. Item that goes on for a while and then\n   continues below." for number in range(1, 60)
    )
    found = passages(document(text))
    assert len(found) > 1
    assert all(re.match(r"\d+\. Item", piece.text) and piece.text.endswith("below.") for piece in found)


def test_an_endless_sentence_is_cut_at_a_pause():
    found = passages(document("word, " * 1000))
    assert all(len(piece.text) <= SIZES["en"][1] and piece.text.startswith("word") for piece in found)


_PIECES = st.sampled_from(
    ["A sentence. ", "It is 3.5 mg, e.g. so! ", "\n\n", "\n", "- item one\n- item two\n", "1. first\n", "| a | b |\n",
     "这是一句话。", "问吗？", "名单：\n\n", "x" * 500, "，", "   ", "Lead in: ", "长" * 300]
)  # fmt: skip


@settings(deadline=None)
@given(
    st.lists(st.lists(_PIECES | st.text(max_size=40), max_size=60), min_size=1, max_size=3),
    st.sampled_from(["zh", "en"]),
)
def test_passages_are_verbatim_in_order_and_lose_nothing(parts, language):
    whole = document("".join(parts[0]), language, *("".join(part) for part in parts[1:]))
    spans, found = cut(whole), passages(whole)
    assert len(spans) == len(found)
    for span, piece in zip(spans, found, strict=True):
        assert piece.text == whole.sections[span.section].text[span.start : span.end]
        assert piece.text.strip() == piece.text != ""
        assert len(piece.text) <= SIZES[language][1]
    for number, section in enumerate(whole.sections):
        inside = [(span.start, span.end) for span in spans if span.section == number]
        edges = [0, *(edge for pair in inside for edge in pair), len(section.text)]
        assert edges == sorted(edges)
        gaps = zip(edges[::2], edges[1::2], strict=True)
        assert not any(section.text[start:end].strip() for start, end in gaps)
    assert [span.section for span in spans] == sorted(span.section for span in spans)
