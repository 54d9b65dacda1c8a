"""How far is searched for the words of a turn: no further than it takes to be sure of them."""

import numpy as np
import pytest

from assistant.conversation import Language
from assistant.speech.audio import SPEECH_RATE, Clip
from assistant.speech.errors import NothingHeard
from assistant.speech.incremental import IncrementalRecognition
from assistant.speech.recognition import Transcript

SAID = Clip(np.zeros(3 * SPEECH_RATE, np.float32))
QUICK, THOROUGH = "what the quick search read", "what the thorough search read"


class Searching:
    """A recogniser whose quick search is as sure as it is told, look by look; remembers which searches were asked for."""

    name = "searching"

    def __init__(self, *sureness):
        self.sureness, self.quick = list(sureness), []

    def transcribe(self, clip, language, hints=(), *, quick=False):
        self.quick.append(quick)
        if not quick:
            return Transcript(THOROUGH, language or Language.EN, 0.9, (), 1.0)
        sure = self.sureness.pop(0)
        if not sure:
            raise NothingHeard
        return Transcript(QUICK, language or Language.EN, sure, (), 1.0)


async def heard(recogniser, language, *, look_first=False):
    recognition = IncrementalRecognition(recogniser, language)
    if look_first:
        recognition.speaking(SAID)
        await recognition.idle()
    await recognition.paused(SAID, 0.0)
    return (await recognition.ended(SAID)).text


async def test_a_quick_search_that_is_sure_is_enough():
    recogniser = Searching(0.85)
    assert await heard(recogniser, Language.EN) == QUICK
    assert recogniser.quick == [True]


@pytest.mark.parametrize("sure", [0.0, 0.79])
async def test_an_unsure_quick_search_is_followed_by_a_thorough_one(sure):
    recogniser = Searching(sure)
    assert await heard(recogniser, Language.EN) == THOROUGH
    assert recogniser.quick == [True, False]


async def test_after_a_doubtful_look_the_thorough_search_is_begun_at_once():
    recogniser = Searching(0.6)
    assert await heard(recogniser, Language.EN, look_first=True) == THOROUGH
    assert recogniser.quick == [True, False]


async def test_chinese_is_searched_thoroughly_however_sure_the_look_before_was():
    recogniser = Searching(0.95)
    assert await heard(recogniser, Language.ZH, look_first=True) == THOROUGH
    assert recogniser.quick == [True, False]


async def test_an_unknown_language_is_searched_thoroughly():
    recogniser = Searching()
    assert await heard(recogniser, None) == THOROUGH
    assert recogniser.quick == [False]
