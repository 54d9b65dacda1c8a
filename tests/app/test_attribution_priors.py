"""Who a reading is likely to be of before its values are looked at."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.records.attribution.clues import Clue, EarlierUse, SeenBy, presence_clues, prior
from assistant.conversation import Language
from device_io.journal import RawFrame
from device_io.reading import ReadingKind

ZH, EN = Language.ZH, Language.EN
BP, WEIGHT = ReadingKind.BLOOD_PRESSURE, ReadingKind.WEIGHT
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
CUFF = "C0:FF:EE:00:00:01"
Frame = Callable[..., RawFrame]


def test_a_clue_leaves_no_room_for_a_guest_and_sums_to_one() -> None:
    shares = prior(["a", "b", "c"], {"a": Clue.PRESSED}, (), NOW, ZONE)
    assert sum(shares.values()) == pytest.approx(1)
    assert None not in shares
    assert shares["a"] == pytest.approx(0.999, abs=0.0005)
    assert prior(["a", "b"], {}, (), NOW, ZONE)[None] == pytest.approx(0.02)
    two = prior(["a", "b"], {"a": Clue.PRESSED, "b": Clue.SLOT}, (), NOW, ZONE)
    assert two["a"] == pytest.approx(two["b"], rel=0.01)


def test_habits_of_the_hour_and_the_last_user_count_but_not_without_limit() -> None:
    mornings = [EarlierUse("a", NOW - timedelta(days=day)) for day in range(1, 50)]
    shares = prior(["a", "b"], {}, mornings, NOW, ZONE)
    assert shares["a"] / shares["b"] == pytest.approx(9)
    evening = prior(["a", "b"], {}, mornings, NOW + timedelta(hours=12), ZONE)
    assert evening["a"] == evening["b"]
    just_now = [EarlierUse("b", NOW - timedelta(minutes=2))]
    last = prior(["a", "b"], {}, just_now, NOW, ZONE)
    assert last["b"] / last["a"] == pytest.approx(8)
    midnight = datetime(2026, 11, 24, 16, 10, tzinfo=UTC)
    late = [EarlierUse("a", midnight - timedelta(days=1, minutes=20))]
    assert prior(["a", "b"], {}, late, midnight, ZONE)["a"] > 0.6


def test_the_strongest_sign_of_presence_counts_within_its_time() -> None:
    seen = {("a", SeenBy.SIGNED_IN): NOW, ("a", SeenBy.PRESSED): NOW, ("b", SeenBy.SPOKE): NOW}
    later = NOW + timedelta(minutes=9)
    assert presence_clues(seen, later, later) == {"a": Clue.PRESSED, "b": Clue.SPOKE}
    assert presence_clues(seen, NOW + timedelta(minutes=11), NOW + timedelta(minutes=11)) == {}
    assert presence_clues(seen, NOW - timedelta(minutes=3), NOW) == {}
    assert presence_clues(seen, NOW, NOW + timedelta(minutes=11)) == {}
