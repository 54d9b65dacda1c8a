"""Articles and libraries for the tests of the library."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kb.document import Document, Section
from kb.library import Library

ArticleMaker = Callable[..., Document]


@pytest.fixture
def article() -> ArticleMaker:
    """Makes an article of sections given as heading to text."""

    def make(topic: str, language: str, title: str, **sections: str) -> Document:
        return Document(
            id=f"{language}/{topic}",
            topic=topic,
            title=title,
            language=language,
            publisher="Example",
            licence="CC0-1.0",
            reviewed=date(2026, 1, 31),
            sources=("A guideline", "A leaflet"),
            sections=tuple(
                Section((title, heading.replace("_", " ")), text) for heading, text in sections.items()
            ),
        )

    return make


@pytest.fixture
def documents(article: ArticleMaker) -> list[Document]:
    """Three topics in two languages."""
    return [
        article(
            "pressure",
            "en",
            "Measuring blood pressure at home",
            Before="Rest for five minutes. Keep the cuff at the height of your heart.",
            How_often="Measure in the morning and in the evening. Write every reading down.",
        ),
        article(
            "sugar",
            "en",
            "Low blood sugar",
            Signs="Shaking, sweating and hunger are early signs of hypoglycemia.",
            First_aid="Take fifteen grams of glucose, wait a quarter of an hour and test again.",
        ),
        article("fever", "en", "Fever in adults", Care="Drink plenty of water and rest in bed."),
        article(
            "pressure",
            "zh",
            "在家怎样量血压",
            测量之前="安静休息五分钟。袖带要和心脏一样高。",
            什么时候量="早上和晚上各量一次，把读数记下来。",
        ),
        article(
            "sugar",
            "zh",
            "低血糖",
            表现="手抖、出冷汗、心慌是低血糖的早期表现。",
            处理="马上吃十五克葡萄糖，一刻钟后再测。",
        ),
        article("fever", "zh", "成人发烧", 护理="多喝水，卧床休息，按时测体温。HbA1c与发烧无关。"),
    ]


@pytest.fixture
def library(documents: list[Document], tmp_path: Path) -> Library:
    """A built library of :func:`documents`, without vectors."""
    library = Library(documents, tmp_path / "index")
    library.build()
    return library
