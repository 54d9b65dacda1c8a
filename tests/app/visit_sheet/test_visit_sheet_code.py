"""The code on the visit sheet: it reads from the printed page and says the essentials in what a code can hold."""

from datetime import date, time, timedelta

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange.visit_sheet.content import SheetOptions
from app.exchange.visit_sheet.essentials import MAX_BYTES, fitted, qr_svg
from app.people import Person
from app.records.records import Records
from assistant.conversation import Language

ZH = Language.ZH
TODAY = date(2026, 11, 24)
FASTING_GLUCOSE = {
    "printed_name": "葡萄糖",
    "analyte": "glu",
    "value": "7.8",
    "unit": "mmol/L",
    "range": "3.9-6.1",
    "verdict": "high",
}


def decoded(picture: bytes) -> str:
    image = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    text, corners, _ = cv2.QRCodeDetector().detectAndDecode(image)
    assert corners is not None, "no code was found on the page"
    return str(text)


@pytest.mark.usefixtures("week")
@pytest.mark.parametrize("language", list(Language))
def test_the_code_reads_from_the_printed_page(records: Records, person: Person, language: Language) -> None:
    records.store_report(person, [FASTING_GLUCOSE], "0" * 64)
    records.medicines.add(person, "氨氯地平", "5 mg", [time(8)], TODAY - timedelta(days=20))
    options = SheetOptions(language, questions=("早上血压高，要改药吗？",))
    content = records.exchange.visit_sheet(person, options)
    picture = records.exchange.visit_sheet_png(person, options, 300)
    assert decoded(picture) == content.essentials
    for words in ("138/84 mmHg", "氨氯地平 5 mg 08:00", "7.8 mmol/L ↑", "早上血压高，要改药吗？"):
        assert words in content.essentials
    between = "；" if language is ZH else "; "
    assert f"138/84 mmHg{between}" in content.essentials, "what is said of the average is kept apart"


def test_a_crowded_code_reads_too(records: Records, crowded: Person) -> None:
    options = SheetOptions(ZH)
    content = records.exchange.visit_sheet(crowded, options)
    assert content.essentials.endswith("…")
    assert decoded(records.exchange.visit_sheet_png(crowded, options, 300)) == content.essentials


@given(lines=st.lists(st.text(max_size=200), max_size=12))
@settings(deadline=None)
def test_essentials_never_grow_beyond_their_code(lines: list[str]) -> None:
    text = fitted(lines)
    assert len(text.encode("utf-8", "surrogatepass")) <= MAX_BYTES
    assert text == "\n".join(lines) or text.endswith("…")


def test_a_code_of_the_longest_text_has_the_modules_paper_can_show() -> None:
    drawn = qr_svg("血" * (MAX_BYTES // 3))
    assert 'width="113"' in drawn, "version 22: 105 modules and the quiet zone"
