import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sentences import SentenceStream, split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "Rest first. [1] Then measure 5.7 e.g. now. Ok",
            ["Rest first. [1]", "Then measure 5.7 e.g. now.", "Ok"],
        ),
        ("先坐5分钟。[1]再量一次！[2][3]好", ["先坐5分钟。[1]", "再量一次！[2][3]", "好"]),
        ("Ask Dr. Example. Soon", ["Ask Dr. Example.", "Soon"]),
        ("One\n2. two. [1]", ["One", "2. two. [1]"]),
        ("", []),
    ],
)
def test_sentences_keep_their_citation_marks(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


@given(st.text(alphabet="ab 5.。!？[1]\n”", max_size=60), st.integers(min_value=1, max_value=7))
def test_how_the_stream_is_cut_into_pieces_changes_nothing(text: str, size: int) -> None:
    stream = SentenceStream()
    pieces = [
        sentence
        for start in range(0, len(text), size)
        for sentence in stream.feed(text[start : start + size])
    ]
    assert [*pieces, *stream.end()] == split_sentences(text)


@given(st.text(max_size=200))
def test_nothing_but_white_space_is_lost(text: str) -> None:
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())
