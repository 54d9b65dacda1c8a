"""How well the library finds what people judged relevant: nDCG, recall, reciprocal rank, time.

A test set is a folder of ``corpus.jsonl`` (id, title, text, lang), ``queries.jsonl`` (id, text, lang and
further forms of the question under other names) and ``qrels.jsonl`` (qid, did, rel from 0 up).
Documents are indexed whole, one entry each, since judgements are about documents.
"""

from __future__ import annotations

import json
import math
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

from kb.asking import Asked, asked
from kb.concepts import shipped_concepts
from kb.document import Passage
from kb.embedding import Embedder
from kb.errors import LibraryError
from kb.index.keywords import Entry, IndexedDocument, KeywordIndex, Match
from kb.retrieval import (
    CANDIDATES,
    Ranked,
    fuse,
    shares,
)

if TYPE_CHECKING:
    from kb.passage_vectors import PassageVectors

#: Longest line of a file and most lines (bounds against a wrong file).
_LONGEST_LINE = 5_000_000
_MOST_LINES = 2_000_000

Progress = Callable[[int, int], None]
_Question = TypeVar("_Question", str, Asked)


class TestSetError(LibraryError):
    """The folder is not a test set."""

    __test__ = False


@dataclass(frozen=True, slots=True)
class _TestSet:
    entries: tuple[Entry, ...]
    questions: Mapping[str, str]
    judgements: Mapping[str, Mapping[str, float]]


def evaluate(
    folder: Path,
    query_field: str = "text",
    embedder: Embedder | None = None,
    progress: Progress = lambda done, total: None,
    vectors: Path | None = None,
) -> dict[str, Any]:
    """Measure each channel on the test set in ``folder``, and all of them joined; vectors need an ``embedder``.

    ``query_field`` picks the form of the question (``text``, ``zh``, ``long``); questions without it or
    without any relevant document are left out. A question in a language that no document is in is put by its
    concepts, as the library does. Embedding takes about a second for three documents; ``progress`` gets
    (done, total) of it, and what was embedded is kept in the folder ``vectors`` for the next time. Raises :class:`TestSetError`.

    Returns ``{"keyword": {"ndcg@10", "recall@10", "recall@100", "mrr", "p50_ms", "p95_ms"}, "n": …}`` with
    ``"concept"``, ``"vector"`` and ``"fused"`` of the same form.
    """
    test_set = _read(folder, query_field)
    spoken = {entry.language for entry in test_set.entries}
    with tempfile.TemporaryDirectory() as temporary:
        index = KeywordIndex(Path(temporary) / "keywords")
        index.update((IndexedDocument(entry.id, "", (entry,)) for entry in test_set.entries), ())
        put = {id_: _put(question, spoken) for id_, question in test_set.questions.items()}
        channels = {
            "keyword": _timed(put, lambda question: index.search(question.words, CANDIDATES)),
            "concept": _timed(put, lambda question: index.about(question.concepts, CANDIDATES)),
        }
        if embedder is not None:
            kept = Path(temporary) / "vectors" if vectors is None else vectors
            table = _vectors(test_set.entries, embedder, kept, progress)
            channels["vector"] = _timed(
                test_set.questions, lambda question: table.near(question, lambda _: True)
            )
    channels["fused"] = (
        {
            id_: [
                Match(found.id, found.score)
                for found in _joined(question, {name: found[id_] for name, (found, _) in channels.items()})
            ]
            for id_, question in put.items()
        },
        [sum(times) for times in zip(*(times for _, times in channels.values()), strict=True)],
    )
    return {
        **{name: _measures(test_set, *channel) for name, channel in channels.items()},
        "n": len(test_set.questions),
    }


def _put(question: str, spoken: set[str]) -> Asked:
    """``question`` as the library would put it to documents in these languages."""
    forms = [asked(question, language, shipped_concepts()) for language in sorted(spoken)]
    return next((form for form in forms if not form.translated), forms[0])


def _joined(question: Asked, found: Mapping[str, Sequence[Match]]) -> list[Ranked]:
    vector = found.get("vector", ())
    return fuse(found["keyword"], vector, found["concept"], shares(question, beside_vectors=bool(vector)))


def ndcg(ranked: Sequence[str], judged: Mapping[str, float], depth: int) -> float:
    """Normalised discounted cumulative gain (Järvelin & Kekäläinen 2002), gain = the grade itself."""
    ideal = _gain(sorted(judged.values(), reverse=True)[:depth])
    return _gain([judged.get(id_, 0.0) for id_ in ranked[:depth]]) / ideal if ideal else 0.0


def recall(ranked: Sequence[str], judged: Mapping[str, float], depth: int) -> float:
    """The share of the relevant documents (grade above 0) that are among the first ``depth``."""
    relevant = {id_ for id_, grade in judged.items() if grade > 0}
    return len(relevant.intersection(ranked[:depth])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], judged: Mapping[str, float], depth: int) -> float:
    """1 over the place of the first relevant document; 0 when none is among the first ``depth``."""
    return next((1 / place for place, id_ in enumerate(ranked[:depth], 1) if judged.get(id_, 0.0) > 0), 0.0)


def _gain(grades: Sequence[float]) -> float:
    return sum(grade / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def _timed(
    questions: Mapping[str, _Question], search: Callable[[_Question], list[Match]]
) -> tuple[dict[str, list[Match]], list[float]]:
    """What ``search`` finds for each question, and the milliseconds each took."""
    found, times = {}, []
    for id_, question in questions.items():
        started = perf_counter()
        found[id_] = search(question)
        times.append((perf_counter() - started) * 1000)
    return found, times


def _measures(
    test_set: _TestSet, found: Mapping[str, Sequence[Match]], times: Sequence[float]
) -> dict[str, float]:
    ranked = {id_: [match.id for match in matches] for id_, matches in found.items()}

    def mean(measure: Callable[[Sequence[str], Mapping[str, float], int], float], depth: int) -> float:
        return statistics.fmean(measure(ranked[id_], test_set.judgements[id_], depth) for id_ in ranked)

    return {
        "ndcg@10": round(mean(ndcg, 10), 4),
        "recall@10": round(mean(recall, 10), 4),
        "recall@100": round(mean(recall, 100), 4),
        "mrr": round(mean(reciprocal_rank, 10), 4),
        "p50_ms": round(_percentile(times, 50), 2),
        "p95_ms": round(_percentile(times, 95), 2),
    }


def _percentile(values: Sequence[float], percent: int) -> float:
    """The value at or below which ``percent`` of ``values`` lie (nearest rank)."""
    return sorted(values)[math.ceil(percent / 100 * len(values)) - 1]


def _vectors(
    entries: Sequence[Entry], embedder: Embedder, folder: Path, progress: Progress
) -> PassageVectors:
    from kb.passage_vectors import PassageVectors

    texts = {
        entry.id: Passage(entry.id, entry.document, entry.title, "", entry.language, "", entry.text)
        for entry in entries
    }
    vectors = PassageVectors(texts, folder, embedder)
    vectors.make(progress, lambda: False)
    return vectors


def _read(folder: Path, query_field: str) -> _TestSet:
    concepts = shipped_concepts()
    entries = tuple(
        Entry(
            str(row["id"]),
            str(row["id"]),
            "zh" if row.get("lang") == "zh" else "en",
            str(row.get("title") or ""),
            text := str(row["text"]),
            tuple(concept.id for concept in concepts.concepts_in(f"{row.get('title') or ''}\n{text}")),
        )
        for row in _rows(folder / "corpus.jsonl", "id", "text")
    )
    judgements: dict[str, dict[str, float]] = {}
    for row in _rows(folder / "qrels.jsonl", "qid", "did", "rel"):
        if not isinstance(row["rel"], int | float):
            raise TestSetError("A grade (rel) in qrels.jsonl is not a number; put it right.")
        judgements.setdefault(str(row["qid"]), {})[str(row["did"])] = row["rel"]
    questions = {
        str(row["id"]): str(row[query_field])
        for row in _rows(folder / "queries.jsonl", "id")
        if row.get(query_field) and any(grade > 0 for grade in judgements.get(str(row["id"]), {}).values())
    }
    if not entries or not questions:
        raise TestSetError(
            f'{folder.name} has no judged question with a field "{query_field}"; choose another field.'
        )
    return _TestSet(entries, questions, judgements)


def _rows(file: Path, *fields: str) -> Iterator[dict[str, Any]]:
    try:
        with file.open(encoding="utf-8") as lines:
            for number in range(1, _MOST_LINES + 1):
                line = lines.readline(_LONGEST_LINE)
                if not line:
                    return
                row = json.loads(line)
                if not isinstance(row, dict) or any(field not in row for field in fields):
                    raise TestSetError(
                        f"Line {number} of {file.name} lacks one of {', '.join(fields)}; put it right."
                    )
                yield row
    except OSError as error:
        raise TestSetError(
            f"{file.name} cannot be read; a test set is a folder of corpus.jsonl, queries.jsonl and qrels.jsonl."
        ) from error
    except ValueError as error:
        raise TestSetError(f"{file.name} is not JSON, one object a line; put it right.") from error
