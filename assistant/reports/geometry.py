"""Brings the text of a slanted, leaning page to straight lines and columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from assistant.reports.tokens import Point, Token

LONG = 4.0
"""Boxes at least this many heights long tell their slope well (design)."""
SHORT = 1.5
"""Shorter ones are listened to as well where there are fewer than :data:`FEW` long ones (design)."""
FEW = 5
SAME_LINE = 0.6
"""Neighbours on a line differ by less than this many heights (design)."""
STEEPEST = 0.5
"""Slopes beyond this are no photo of a page held upright (design)."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A token with its place on the straightened page, in pixels."""

    token: Token
    left: float
    right: float
    y: float

    @property
    def height(self) -> float:
        """Height of the letters in pixels."""
        return self.token.height


@dataclass(frozen=True, slots=True)
class _Field:
    """A slope that changes evenly along one direction: ``at(p) = start + change * (p - origin)``."""

    start: float = 0.0
    change: float = 0.0
    origin: float = 0.0

    def foot(self, across: float, along: float) -> float:
        """Where the line through a point meets the axis: ``along`` is measured from the axis, ``across`` on it."""
        divisor = 1 + self.change * along
        if abs(divisor) < 0.2:
            divisor = 0.2
        return self.origin + (across - self.origin - self.start * along) / divisor

    def back(self, foot: float, along: float) -> float:
        """The place ``across`` that :meth:`foot` brings to ``foot``."""
        return self.origin + self.start * along + (foot - self.origin) * (1 + self.change * along)


@dataclass(frozen=True, slots=True)
class Straightened:
    """The tokens of a page in their places, and the way back to the photo."""

    placed: tuple[Placed, ...] = ()
    lines: _Field = _Field()
    columns: _Field = _Field()
    middle: Point = (0.0, 0.0)

    def photo_point(self, x: float, y: float) -> Point:
        """Where the place (x, y) of the straightened page lies in the photo, in pixels."""
        across, down = x, y
        for _ in range(4):  # each depends on the other; the slants are small, so this settles at once
            across = self.columns.back(x, down - self.middle[1])
            down = self.lines.back(y, across - self.middle[0])
        return across, down


def straighten(tokens: Sequence[Token]) -> Straightened:
    """Places of ``tokens`` with the slant of lines and the lean of columns taken out, perspective included."""
    if not tokens:
        return Straightened()
    height = median(token.height for token in tokens)
    middle_x = median(token.centre[0] for token in tokens)
    middle_y = median(token.centre[1] for token in tokens)
    long = [token.slope for token in tokens if token.right - token.left > LONG * token.height]
    if len(long) < FEW:
        long = [token.slope for token in tokens if token.right - token.left > SHORT * token.height]
    lines = _Field(median(long) if long else 0.0, 0.0, middle_y)
    for _ in range(3):
        levels = [lines.foot(token.centre[1], token.centre[0] - middle_x) for token in tokens]
        samples = _line_slopes(tokens, levels, height)
        lines = _fitted(samples, middle_y, lines)
    levels = [lines.foot(token.centre[1], token.centre[0] - middle_x) for token in tokens]
    columns = _Field(0.0, 0.0, middle_x)
    for _ in range(2):
        lefts = [columns.foot(token.left, token.centre[1] - middle_y) for token in tokens]
        columns = _fitted(_column_slopes(tokens, lefts, height), middle_x, columns)
    placed = []
    for token, level in zip(tokens, levels, strict=True):
        down = token.centre[1] - middle_y
        placed.append(Placed(token, columns.foot(token.left, down), columns.foot(token.right, down), level))
    return Straightened(tuple(placed), lines, columns, (middle_x, middle_y))


Sample = tuple[float, float, float]
"""Where (pixels along the axis), slope there, weight."""


def _line_slopes(tokens: Sequence[Token], levels: Sequence[float], height: float) -> list[Sample]:
    """Slope from each token to its right neighbour on the same line."""
    samples = []
    order = sorted(range(len(tokens)), key=lambda index: tokens[index].left)
    for place, index in enumerate(order):
        token = tokens[index]
        for other in order[place + 1 :]:
            right = tokens[other]
            if (
                right.left < token.right - height / 2
                or abs(levels[other] - levels[index]) > SAME_LINE * height
            ):
                continue
            run = right.centre[0] - token.centre[0]
            rise = right.centre[1] - token.centre[1]
            if run > 2 * height and abs(rise) < STEEPEST * run:
                samples.append(((token.centre[1] + right.centre[1]) / 2, rise / run, run))
            break
    return samples


def _column_slopes(tokens: Sequence[Token], lefts: Sequence[float], height: float) -> list[Sample]:
    """Lean from each token to the one below it with the same left edge."""
    samples = []
    order = sorted(range(len(tokens)), key=lambda index: tokens[index].centre[1])
    for place, index in enumerate(order):
        token = tokens[index]
        for other in order[place + 1 :]:
            fall = tokens[other].centre[1] - token.centre[1]
            if fall > 4 * height:
                break
            if fall < 0.8 * height or abs(lefts[other] - lefts[index]) > SAME_LINE * height:
                continue
            samples.append(
                ((token.left + tokens[other].left) / 2, (tokens[other].left - token.left) / fall, fall)
            )
            break
    return samples


def _fitted(samples: Sequence[Sample], origin: float, before: _Field) -> _Field:
    """Weighted straight line through the samples, the worst left out twice; ``before`` when they are too few."""
    kept = list(samples)
    if len(kept) < 6:
        return before
    field = before
    for _ in range(3):
        total = sum(weight for _, _, weight in kept)
        mean = sum(where * weight for where, _, weight in kept) / total
        slope = sum(value * weight for _, value, weight in kept) / total
        spread = sum(weight * (where - mean) ** 2 for where, _, weight in kept)
        tilt = sum(weight * (where - mean) * (value - slope) for where, value, weight in kept)
        change = tilt / spread if spread > 0 else 0.0
        field = _Field(slope + change * (origin - mean), change, origin)
        misses = [abs(value - slope - change * (where - mean)) for where, value, _ in kept]
        limit = 2.5 * median(misses) + 1e-4
        better = [sample for sample, miss in zip(kept, misses, strict=True) if miss <= limit]
        if len(better) < 6:
            break
        kept = better
    return field
