"""What ``evaluate answers`` counts: it looks every number and claim up again, whoever wrote the answer."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from assistant.answers_evaluation import evaluate_answers
from assistant.conversation import Route
from assistant.evaluation_lines import EvaluationFileError
from assistant.models.engine import AnswerRequest, EngineDescription
from kb.document import Document, Section
from kb.library import Library

REST = "Sit and rest for 5 minutes before you measure your blood pressure."
FACT = "Your last blood pressure was 128/79 mmHg."


class Scripted:
    """Says ``text`` whatever is asked."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.description = EngineDescription("scripted", "test", Route.LOCAL, answers_health_questions=True)

    async def stream(self, _request: AnswerRequest) -> AsyncGenerator[str, None]:
        yield self.text

    async def aclose(self) -> None:
        """Nothing is held."""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(
        [
            Document(
                id="en/pressure",
                topic="pressure",
                title="Measuring blood pressure at home",
                language="en",
                publisher="Example",
                licence="CC0-1.0",
                reviewed=date(2026, 1, 31),
                sources=("A guideline",),
                sections=(Section(("Measuring blood pressure", "Before"), REST),),
            )
        ],
        tmp_path / "index",
    )


def lines(*rows: dict[str, object]) -> list[str]:
    return [json.dumps(row) for row in rows]


ASKED = {"question": "How do I measure my blood pressure?", "lang": "en", "reference": "en/pressure"}
OF_FIGURES = ASKED | {"question": "Is my blood pressure too high? Should I rest before I measure it?"}


async def test_excerpts_are_traced_cited_and_silent_without_a_source(library) -> None:
    found = await evaluate_answers(
        lines(
            OF_FIGURES | {"facts": [FACT], "answerable": True},
            {"question": "Who painted the Mona Lisa?", "lang": "en", "answerable": False},
        ),
        library,
    )
    assert found["failures"] == []
    assert (found["n"], found["grounded_numbers"], found["citation_coverage"]) == (2, 1.0, 1.0)
    assert (found["refused_when_nothing"], found["nothing"]) == (1.0, 1)
    assert (found["answered_when_something"], found["reference_met"], found["facts_used"]) == (1.0, 1.0, 1.0)
    assert found["numbers"] == 2
    assert found["first_sentence_ms_p50"] > 0


async def test_a_number_of_no_source_is_found_even_where_the_release_lets_it_through(
    library, monkeypatch
) -> None:
    """The measurement does not believe the code it measures."""
    from assistant import figures

    monkeypatch.setattr(figures, "check", lambda sentence, *_: figures.Checked(sentence))
    found = await evaluate_answers(lines(ASKED), library, Scripted("Rest for 9 minutes. [1]"))
    assert found["grounded_numbers"] == 0.0
    assert [failure["what"] for failure in found["failures"]] == ["the number 9 has no source"]


async def test_a_claim_without_a_citation_lowers_the_coverage(library) -> None:
    found = await evaluate_answers(
        lines(ASKED),
        library,
        Scripted("Rest for 5 minutes. [1] Green tea may help a little, so ask your doctor."),
    )
    assert (found["citation_coverage"], found["claims"]) == (0.5, 2)
    assert found["failures"][0]["what"] == "a claim without a source"


async def test_an_answer_where_there_should_be_none_is_counted(library) -> None:
    row = {"question": "How do I measure my blood pressure?", "lang": "en", "answerable": False}
    found = await evaluate_answers(lines(row), library)
    assert found["refused_when_nothing"] == 0.0
    assert "claims something" in found["failures"][0]["what"]


async def test_figures_that_are_left_out_and_articles_that_are_not_cited_are_named(library) -> None:
    row = ASKED | {"reference": ["en/salt"], "facts": [FACT], "answerable": True}
    found = await evaluate_answers(lines(row), library, Scripted("Rest for 5 minutes. [1]"))
    assert {failure["what"] for failure in found["failures"]} == {
        "the person's figures are not in the answer",
        "the reference is not met; cited are: en/pressure",
    }


@pytest.mark.parametrize(
    "facts",
    [
        [FACT],
        [{"kind": "blood_pressure", "figure": "128/79 mmHg"}],
        [{"figure": "128/79 mmHg", "sentence": FACT}],
        {"blood_pressure": "128/79 mmHg"},
    ],
)
async def test_facts_in_any_of_their_forms(library, facts) -> None:
    found = await evaluate_answers(lines(OF_FIGURES | {"facts": facts}), library)
    assert (found["facts_used"], found["grounded_numbers"]) == (1.0, 1.0)


async def test_a_text_as_reference_is_met_by_its_numbers(library) -> None:
    right, wrong = ASKED | {"reference": "Rest 5 minutes."}, ASKED | {"reference": "Rest 7 minutes."}
    assert (await evaluate_answers(lines(right, wrong), library))["reference_met"] == 0.5


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"question": ""},
        {"question": "x" * 3000},
        {"question": "Hi?", "lang": "fr"},
        {"question": "Hi?", "facts": "128"},
        {"question": "Hi?", "facts": [7]},
        {"question": "Hi?", "facts": ["no number"]},
        {"question": "Hi?", "facts": ["12 apples"]},
        {"question": "Hi?", "facts": [{"kind": "mood", "figure": "7"}]},
        {"question": "Hi?", "reference": [1]},
        {"question": "Hi?", "answerable": "no"},
    ],
)
async def test_a_line_that_cannot_be_used_is_named(library, row) -> None:
    with pytest.raises(EvaluationFileError, match="Line 1"):
        await evaluate_answers(lines(row), library)


async def test_our_own_questions_on_the_shipped_library(tmp_path) -> None:
    """Sixty questions in both languages: nothing ungrounded, nothing uncited, few answered in vain."""
    own = (resources.files("resources") / "evaluation" / "answer_questions.jsonl").read_text("utf-8")
    library = Library.open(tmp_path / "own", tmp_path / "index", None, ())
    found = await evaluate_answers(own.splitlines(), library)
    assert found["n"] == 60
    assert (found["grounded_numbers"], found["citation_coverage"], found["facts_used"]) == (1.0, 1.0, 1.0)
    assert found["refused_when_nothing"] >= 0.75
    assert found["answered_when_something"] >= 0.95
    assert found["reference_met"] >= 0.85
