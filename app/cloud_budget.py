"""What the cloud may cost: questions a day and money a month, both of which stop."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.records.receipts import Receipts
from app.settings import Cloud
from assistant.models.chat_body import MAX_TOKENS

#: Bytes a token has at least, in text of either language: what is not counted is thought to cost more, not less.
_LEAST_BYTES_A_TOKEN: Final = 2
_MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class CloudBudget:
    """What is left of the caps at one moment."""

    requests_left: int
    micros_left: int

    def affords(self, micros: int) -> bool:
        """Whether something that costs at most ``micros`` may still be sent."""
        return micros <= self.micros_left


def budget(receipts: Receipts, cloud: Cloud, person_id: str, now: datetime, zone: ZoneInfo) -> CloudBudget:
    """What is left today and this month, by the household's calendar. ``now`` is aware UTC."""
    here = now.astimezone(zone)
    day = here.replace(hour=0, minute=0, second=0, microsecond=0)
    month = day.replace(day=1)
    # A clock that was set back makes what was sent look as if it came from the future: it counts all the same.
    sent = receipts.sent_since(min(day.astimezone(now.tzinfo), now - timedelta(hours=1)), person_id)
    spent = receipts.spent_since(month.astimezone(now.tzinfo))
    return CloudBudget(
        requests_left=max(0, cloud.requests_per_day - sent),
        micros_left=max(0, round(cloud.money_per_month * _MILLION) - spent),
    )


def dearest(cloud: Cloud, bytes_sent: int) -> int:
    """The most that sending ``bytes_sent`` bytes can cost, in millionths of the currency."""
    return cost(cloud, bytes_sent, None, MAX_TOKENS)


def cost(
    cloud: Cloud,
    bytes_sent: int,
    tokens_sent: int | None,
    tokens_received: int | None,
    bytes_received: int = 0,
) -> int:
    """What an exchange cost, in millionths of the currency; tokens that the server did not count are thought many."""
    sent = tokens_sent if tokens_sent is not None else math.ceil(bytes_sent / _LEAST_BYTES_A_TOKEN)
    received = (
        tokens_received
        if tokens_received is not None
        else min(MAX_TOKENS, math.ceil(bytes_received / _LEAST_BYTES_A_TOKEN))
    )
    # A price for a million tokens is as many millionths for one.
    return math.ceil(sent * cloud.price_sent + received * cloud.price_received)
