"""``listenwell devices``: a scale that keeps its users apart, and what is found and known."""

from __future__ import annotations

import json

SCALE = "f0:00:00:00:00:07"


def last(outcome):
    return json.loads(outcome.out.splitlines()[-1])


def test_a_scale_is_paired_for_a_user_whatever_the_case_of_its_address(listenwell):
    pair = ("devices", "pair", SCALE, "--virtual-devices", "household", "--user", "1:1234", "--json")
    done = last(listenwell(*pair))
    assert (done["address"], done["result"], done["frames"]) == (SCALE.upper(), "delivered", 2)
    kinds = {one["kind"] for one in last(listenwell("readings", "list", "--json"))["readings"]}
    assert kinds == {"weight", "body_composition"}
    assert last(listenwell("devices", "forget", SCALE, "--virtual-devices", "household", "--json"))[
        "forgotten"
    ]


def test_a_user_that_is_none_is_refused_with_an_example(listenwell):
    for wrong in ("me", "1", "1:abcd", "1:10000", "255:1"):
        done = listenwell("devices", "pair", SCALE, "--virtual-devices", "household", "--user", wrong)
        assert (done.status, "1:1234" in done.err) == (1, True)


def test_models_say_what_to_press_and_whether_they_can_be_read(listenwell):
    models = last(listenwell("devices", "models", "--json"))["models"]
    assert {one["support"] for one in models} == {"standard", "broadcast", "vendor"}
    assert all(one["press"]["zh"] and one["press"]["en"] and one["source"] for one in models)
