"""Every fault of a cloud, over TLS on loopback: in time, one sentence, one request, nothing cut off or foreign shown."""

from __future__ import annotations

import pytest

from ui.benchmarks.endpoint_faults import FAULTS, TOTAL_S, Certificates, Fault, try_fault

#: What a busy machine may add to a deadline; the benchmark holds it to 0.1 s.
SLACK_S = 0.6


@pytest.fixture(scope="module")
def certificates() -> Certificates:
    return Certificates()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
async def test_a_fault_ends_in_time_with_one_sentence_and_nothing_shown(
    fault: Fault, certificates: Certificates, monkeypatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    outcome = await try_fault(fault, certificates)
    assert outcome.shown == ""
    assert fault.says in outcome.sentence
    assert outcome.seconds < TOTAL_S + SLACK_S
    assert outcome.elsewhere == 0
    # A server that cannot prove who it is, is not even told the question.
    assert outcome.requests == (1 if fault.certificate == "good" else 0)


async def test_a_whole_answer_over_the_same_tls_is_taken(certificates: Certificates) -> None:
    """The server can also behave; without this the test above could not fail."""
    from ui.benchmarks.endpoint_faults import WHOLE

    outcome = await try_fault(Fault("none", "", (WHOLE,)), certificates)
    assert outcome.shown == "Sit down first. [1]\nThen measure.\n"
    assert outcome.requests == 1
