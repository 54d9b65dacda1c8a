"""Brings the text of a slanted, leaning page to straight lines and columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import mul
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
CURVED = 0.25
"""Paper is taken to be curved where a line leaves the straight by this many heights (design)."""
STRAIGHTER = 0.8
"""And where the curve leaves at most this share of the misfit of straight lines (design)."""
POWERS = 4
"""A curve of this many powers follows one wave of the paper (design)."""
STRAY = 0.3
"""What misses the curve by more heights may be a neighbour on another line (design)."""
ENOUGH = 40
"""With fewer samples a curve is not told from noise (design)."""


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
class _Curve:
    """How far a line of bent paper leaves the straight: ``sum(w * u ** k)`` for k from 2, u = 1 at ``reach`` pixels."""

    weights: tuple[float, ...] = ()
    reach: float = 1.0

    def powers(self, along: float) -> list[float]:
        """``u`` to the second and the following powers."""
        return [(along / self.reach) ** power for power in range(2, 2 + POWERS)]

    def drop(self, along: float) -> float:
        """Pixels by which the line lies lower at ``along`` than a straight one; beyond the page as at its end."""
        if not self.weights:
            return 0.0
        powers = self.powers(max(-self.reach, min(self.reach, along)))
        return sum(weight * power for weight, power in zip(self.weights, powers, strict=True))


@dataclass(frozen=True, slots=True)
class Straightened:
    """The tokens of a page in their places, and the way back to the photo."""

    placed: tuple[Placed, ...] = ()
    lines: _Field = _Field()
    columns: _Field = _Field()
    middle: Point = (0.0, 0.0)
    curve: _Curve = _Curve()

    def photo_point(self, x: float, y: float) -> Point:
        """Where the place (x, y) of the straightened page lies in the photo, in pixels."""
        across, down = x, y
        for _ in range(4):  # each depends on the other; the slants are small, so this settles at once
            across = self.columns.back(x, down - self.middle[1])
            down = self.lines.back(y, across - self.middle[0]) + self.curve.drop(across - self.middle[0])
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
        lines = _fitted(_line_slopes(tokens, _levels(tokens, lines, middle_x), height), middle_y, lines)
    lines, curve, unbent = _unbent(tokens, lines, (middle_x, middle_y), height)
    levels = _levels(unbent, lines, middle_x)
    columns = _Field(0.0, 0.0, middle_x)
    for _ in range(2):
        lefts = [columns.foot(token.left, token.centre[1] - middle_y) for token in tokens]
        columns = _fitted(_column_slopes(tokens, lefts, height), middle_x, columns)
    placed = []
    for token, level in zip(tokens, levels, strict=True):
        down = token.centre[1] - middle_y
        placed.append(Placed(token, columns.foot(token.left, down), columns.foot(token.right, down), level))
    return Straightened(tuple(placed), lines, columns, (middle_x, middle_y), curve)


def _levels(tokens: Sequence[Token], lines: _Field, middle: float) -> list[float]:
    """The level of each token on straight lines, y in pixels."""
    return [lines.foot(token.centre[1], token.centre[0] - middle) for token in tokens]


def _unbent(
    tokens: Sequence[Token], lines: _Field, middle: Point, height: float
) -> tuple[_Field, _Curve, Sequence[Token]]:
    """The slopes of the lines, the curve that the lines of bent paper have besides, and the tokens without it."""
    reach = max(1.0, *(abs(token.centre[0] - middle[0]) for token in tokens))
    curve, straight, unbent = _Curve(reach=reach), lines, tokens
    for turn in range(4):
        pairs = list(_neighbours(tokens, _levels(unbent, straight, middle[0]), height)) if turn else []
        curve = _curved(tokens, pairs, height, straight, reach, middle[0])
        if turn and not curve.weights:
            return lines, curve, tokens
        unbent = [_lifted(token, curve.drop(token.centre[0] - middle[0])) for token in tokens]
        slopes = _line_slopes(unbent, _levels(unbent, straight, middle[0]), height)
        straight = _fitted(slopes, middle[1], straight)
    return straight, curve, unbent


def _curved(
    tokens: Sequence[Token],
    pairs: Sequence[tuple[int, int]],
    height: float,
    lines: _Field,
    reach: float,
    middle: float,
) -> _Curve:
    """The curve by which lines leave the straight ones, from long tokens and from neighbours; none on flat paper."""
    flat = _Curve(reach=reach)
    samples = []
    for left, right, rise, level in _steps(tokens, pairs):
        powers = zip(flat.powers(left - middle), flat.powers(right - middle), strict=True)
        slope = lines.start + lines.change * (level - lines.origin)
        samples.append(([end - start for start, end in powers], rise - slope * (right - left)))
    if len(samples) < (ENOUGH if pairs else FEW):
        return flat
    kept, curve, misses = samples, flat, [0.0]
    for _ in range(3):
        curve = replace(flat, weights=tuple(_least_squares(kept, 0.01)))
        misses = [abs(rise - sum(map(mul, row, curve.weights))) for row, rise in samples]
        limit = max(3 * median(misses), STRAY * height)
        kept = [sample for sample, miss in zip(samples, misses, strict=True) if miss <= limit]
    before = sum(min(abs(rise), height / 2) for _, rise in samples)
    after = sum(min(miss, height / 2) for miss in misses)
    far = max(abs(curve.drop(token.centre[0] - middle)) for token in tokens)
    return curve if far > CURVED * height and after < STRAIGHTER * before else flat


def _steps(
    tokens: Sequence[Token], pairs: Sequence[tuple[int, int]]
) -> list[tuple[float, float, float, float]]:
    """From where to where (x), how far down, and at which y: each long token, and each pair of neighbours."""
    steps = [
        (token.left, token.right, token.slope * (token.right - token.left), token.centre[1])
        for token in tokens
        if token.right - token.left > LONG * token.height
    ]
    for index, other in pairs:
        (x, y), (right, down) = tokens[index].centre, tokens[other].centre
        steps.append((x, right, down - y, (y + down) / 2))
    return steps


def _least_squares(samples: Sequence[tuple[Sequence[float], float]], ridge: float) -> list[float]:
    """Weights ``w`` with ``row . w`` nearest to the value of each (row, value); ``ridge`` a sample keeps them small."""
    import numpy as np

    rows = np.array([row for row, _ in samples])
    values = np.array([value for _, value in samples])
    smaller = ridge * len(samples) * np.eye(rows.shape[1])
    return [float(weight) for weight in np.linalg.solve(rows.T @ rows + smaller, rows.T @ values)]


def _lifted(token: Token, by: float) -> Token:
    """``token`` ``by`` pixels higher."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = token.box
    return replace(token, box=((x0, y0 - by), (x1, y1 - by), (x2, y2 - by), (x3, y3 - by)))


Sample = tuple[float, float, float]
"""Where (pixels along the axis), slope there, weight."""


def _line_slopes(tokens: Sequence[Token], levels: Sequence[float], height: float) -> list[Sample]:
    """Slope from each token to its right neighbour on the same line."""
    samples = []
    for index, other in _neighbours(tokens, levels, height):
        (x, y), (right, down) = tokens[index].centre, tokens[other].centre
        samples.append(((y + down) / 2, (down - y) / (right - x), right - x))
    return samples


def _neighbours(tokens: Sequence[Token], levels: Sequence[float], height: float) -> Iterator[tuple[int, int]]:
    """Places of each token and of its right neighbour on the same line."""
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
                yield index, other
            break


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
