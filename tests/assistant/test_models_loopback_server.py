"""The demonstration endpoint: a real server, a real model that can only choose among given sentences."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import Language
from assistant.models.answer_prompt import ChatMessage
from assistant.models.catalogue import load_catalogue
from assistant.models.chat_body import chat_body
from assistant.models.endpoint_engine import Endpoint, EndpointEngine
from assistant.models.engine import AnswerRequest
from assistant.models.local_engine import LocalEngine, LocalOptions
from assistant.models.loopback_server import LoopbackEndpoint, demonstration_engine
from assistant.models.sentence_choice import CHOSEN, read_choice
from assistant.models.store import ModelState, ModelStore

pytestmark = pytest.mark.skipif(
    find_spec("llama_cpp") is None or find_spec("gguf") is None,
    reason="llama-cpp-python or the packaged-models extra is not installed",
)

FAST = LocalOptions(context=2048, threads=1)
ASKED = {
    "en": (
        "How should I measure my blood pressure at home?",
        [
            "Sit quietly for five minutes before you measure your blood pressure. Keep your home monitor dry.",
            "Measure twice, one minute apart. Bring the blood pressure notes to your doctor.",
        ],
    ),
    "zh": (
        "在家怎么量血压？",
        [
            "量血压前先安静坐五分钟。量血压前半小时不要抽烟。",
            "每次量两遍血压，中间隔一分钟。在家量的血压要记下来。",
        ],
    ),
}


@dataclass(frozen=True)
class Approved:
    body: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    def verify(self) -> None:
        assert self.body


def content(language: str, **changed: object) -> str:
    question, texts = ASKED[language]
    passages = [{"n": number, "title": "T", "text": text} for number, text in enumerate(texts, 1)]
    value = {"lang": language, "question": question, "facts": [], "passages": passages} | changed
    return json.dumps(value, ensure_ascii=False)


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> ModelStore:
    folder = tmp_path_factory.mktemp("store")
    return ModelStore(load_catalogue(), folder / "models", folder / "cache", offline=True)


async def asked(endpoint: LoopbackEndpoint, language: str) -> list[str]:
    body = chat_body("any", [ChatMessage("system", "Rules."), ChatMessage("user", content(language))])
    engine = EndpointEngine(
        Endpoint(endpoint.url, "any", endpoint.key),
        Approved(body),
        now=lambda: datetime(2025, 1, 1, tzinfo=UTC),
    )
    question = AnswerRequest(ASKED[language][0], Language(language))
    sentences = [sentence.strip() async for sentence in engine.stream(question)]
    assert endpoint.received[-1] == body
    return sentences


def allowed(language: str) -> tuple[str, ...]:
    choice = read_choice(content(language))
    assert choice is not None
    return choice.sentences


@pytest.mark.parametrize("model_id", ["gemma-3-270m", "qwen3-vl-tiny"])
async def test_only_given_sentences_in_order_with_their_numbers(store, model_id: str) -> None:
    if store.status(model_id).state is ModelState.MISSING:
        pytest.skip(store.status(model_id).sentence)
    engine = LocalEngine(store.path(model_id), FAST)
    try:
        async with LoopbackEndpoint.serve(engine) as endpoint:
            for language in ASKED:
                sentences = await asked(endpoint, language)
                offered = allowed(language)
                assert 2 <= len(sentences) <= CHOSEN
                places = [offered.index(sentence) for sentence in sentences]
                assert places == sorted(set(places))
    finally:
        await engine.aclose()


async def test_it_names_the_model_that_chose_and_needs_its_key(store) -> None:
    engine = LocalEngine(store.path("qwen3-vl-tiny"), FAST)
    try:
        async with LoopbackEndpoint.serve(engine) as endpoint, httpx2.AsyncClient(trust_env=False) as client:
            key = {"Authorization": f"Bearer {endpoint.key}"}
            assert (await client.get(endpoint.url + "/models")).status_code == 401
            models = (await client.get(endpoint.url + "/models", headers=key)).json()
            assert "random weights" in models["data"][0]["id"]
            body = chat_body("any", [ChatMessage("user", content("en"))], stream=False)
            answer = (await client.post(endpoint.url + "/chat/completions", content=body, headers=key)).json()
            assert "random weights" in answer["model"]
            assert answer["choices"][0]["finish_reason"] == "stop"
            for bad in (b"", b"{}", b'{"messages":[{"role":"user","content":7}]}', b"[" * 5000):
                response = await client.post(endpoint.url + "/chat/completions", content=bad, headers=key)
                assert response.status_code == 400
            large = await client.post(endpoint.url + "/chat/completions", content=b"x" * 300_000, headers=key)
            assert large.status_code == 413
            assert (await client.get(endpoint.url + "/other", headers=key)).status_code == 404
            none = chat_body("any", [ChatMessage("user", content("en", passages=[]))], stream=False)
            said = (await client.post(endpoint.url + "/chat/completions", content=none, headers=key)).json()
            assert "None of the sentences" in said["choices"][0]["message"]["content"]
    finally:
        await engine.aclose()


def test_the_packaged_model_is_preferred(store) -> None:
    packaged = store.status("gemma-3-270m").state is ModelState.INSTALLED
    model = demonstration_engine(store).description.model
    assert ("Gemma" in model) == packaged
    assert packaged or "random weights" in model


@given(st.text(max_size=300))
def test_any_message_is_a_choice_or_none(text: str) -> None:
    choice = read_choice(text)
    assert choice is None or choice.sentences


def test_unusable_passages_are_left_out() -> None:
    rows = [
        7,
        {"n": "1", "text": "x"},
        {"n": 5, "title": None, "text": "Measure your blood pressure sitting down."},
    ]
    choice = read_choice("Please answer:\n" + content("en", passages=rows) + "\nThanks")
    assert choice is not None
    assert choice.sentences == ("Measure your blood pressure sitting down. [5]",)
    assert choice.grammar.startswith("root ::= s0-1\n")
