"""What masking finds on made-up sentences, whether anything of 500 households leaves, and every fault of a cloud.

Sentences are filled frames (``resources/privacy/sentence_frames.yaml``): rules were written with the ``seen`` ones in
sight, ``held_out`` ones are only measured. Each household's questions go over a socket and what arrives is searched.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, Final

from assistant.privacy_evaluation import evaluate_privacy
from ui.benchmarks.benchmark import Bench, CannotMeasure, Goal, Measured
from ui.benchmarks.endpoint_faults import FAULTS, TOTAL_S, Certificates, Outcome, try_fault
from ui.benchmarks.synthetic_households import run_canary
from ui.benchmarks.synthetic_people import frames, sentences

PACKAGES = ("Faker", "trustme", "jieba")

#: Targets of the measured ground for the cloud (recall of spans, share of clean text masked).
_RECALL_GOAL: Final = 0.99
_CLEAN_GOAL: Final = 0.03
_DEADLINE_SLACK_S: Final = 0.1
_SENTENCES, _QUICK_SENTENCES = 2000, 300
_HOUSEHOLDS, _QUICK_HOUSEHOLDS = 500, 40
_SEED: Final = 20_260


def measure(bench: Bench) -> Measured:
    """Recall by language, canaries on the wire, faults."""
    if find_spec("faker") is None or find_spec("trustme") is None:
        raise CannotMeasure("Made-up people need Faker and trustme; install the test requirements.")
    count = _QUICK_SENTENCES if bench.quick else _SENTENCES
    measures: dict[str, Any] = {}
    goals: list[Goal] = []
    for part in ("seen", "held_out"):
        for language in ("zh", "en"):
            bench.say(f"masking {count} sentences: {part}, {language}")
            found = evaluate_privacy(_lines(part, language, count))
            measures[f"{part}_{language}"] = {
                "sentences": found["n"],
                "recall": found["recall"][language],
                "recall_by_kind": found["recall_by_kind"],
                "ms_per_sentence": found["ms_per_sentence"],
            }
            goals.append(Goal(f"recall {part} {language}", found["recall"][language], _RECALL_GOAL))
    clean = evaluate_privacy([line for language in ("zh", "en") for line in _clean_lines(language)])
    measures["clean_masked"] = clean["clean_masked"]
    goals += [Goal(f"clean text masked {language}", share, _CLEAN_GOAL, at_most=True) for language, share in clean["clean_masked"].items()]  # fmt: skip
    canary = asyncio.run(run_canary(_QUICK_HOUSEHOLDS if bench.quick else _HOUSEHOLDS, _SEED))
    measures["canary"] = {
        "households": canary.households,
        "payloads": canary.payloads,
        "blocked": canary.blocked,
        "leaks": len(canary.leaks),
    }
    goals.append(Goal("identifiers of households on the wire", len(canary.leaks), 0, at_most=True))
    outcomes = asyncio.run(_faults(bench))
    measures["faults"] = [_as_json(outcome) for outcome in outcomes]
    goals += _fault_goals(outcomes)
    return Measured(measures, goals, {"canary_leaks": len(canary.leaks)})


def _lines(part: str, language: str, count: int) -> list[str]:
    return [json.dumps(one.as_json(), ensure_ascii=False) for one in sentences(part, language, count, _SEED)]


def _clean_lines(language: str) -> list[str]:
    rows = [{"lang": language, "text": text, "spans": []} for text in frames("clean", language)]
    return [json.dumps(row, ensure_ascii=False) for row in rows]


async def _faults(bench: Bench) -> list[Outcome]:
    certificates = Certificates()
    outcomes = []
    for fault in FAULTS:
        bench.say(f"fault: {fault.name}")
        outcomes.append(await try_fault(fault, certificates))
    return outcomes


def _fault_goals(outcomes: Sequence[Outcome]) -> list[Goal]:
    requests = max(outcome.requests for outcome in outcomes)
    return [
        Goal("slowest fault, seconds", max(one.seconds for one in outcomes), TOTAL_S + _DEADLINE_SLACK_S, at_most=True),
        Goal("cut-off or foreign answers shown", sum(bool(one.shown) for one in outcomes), 0, at_most=True),
        Goal("requests a question", requests, 1, at_most=True),
        Goal("requests elsewhere", sum(one.elsewhere for one in outcomes), 0, at_most=True),
    ]  # fmt: skip


def _as_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "fault": outcome.fault.name,
        "seconds": round(outcome.seconds, 3),
        "said": outcome.sentence,
        "requests": outcome.requests,
        "elsewhere": outcome.elsewhere,
        "shown": bool(outcome.shown),
    }
