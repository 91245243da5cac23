"""A small software rasteriser and a palette PNG writer, standard library only.

Owns: filling shapes on a square canvas with smooth edges, and turning the canvas into PNG bytes.
Knows nothing about furniture.

Edges are anti-aliased: every pixel row is sampled on `SUBROWS` lines, and on each line the covered
part of a pixel is computed exactly. Coverage is rounded to sixteenths, which keeps the number of
colours, and so the files, small, and makes the result the same on every machine.
"""

import math
import struct
import zlib
from collections import Counter

SUBROWS = 4
LEVELS = 16


class Canvas:
    """A square picture of packed 0xRRGGBB pixels."""

    def __init__(self, size, background):
        self.size = size
        self.rows = [[background] * size for _ in range(size)]

    # -- shapes ---------------------------------------------------------------------------------

    def polygon(self, points, colour):
        """Fills one closed outline."""
        self.fill([points], colour)

    def rect(self, x, y, width, height, colour, radius=0.0):
        """Fills a rectangle, its corners rounded by `radius`."""
        self.fill([rounded_rect(x, y, width, height, radius)], colour)

    def ellipse(self, cx, cy, rx, ry, colour):
        """Fills an ellipse."""
        self.fill([ellipse_points(cx, cy, rx, ry)], colour)

    def blob(self, points, colour):
        """Fills a soft closed curve through the points."""
        self.fill([smooth(points)], colour)

    def stroke(self, points, width, colour):
        """Draws a line through the points with round ends and joints."""
        half = width / 2.0
        contours = [ellipse_points(x, y, half, half) for x, y in points]
        for (x0, y0), (x1, y1) in zip(points, points[1:]):
            length = math.hypot(x1 - x0, y1 - y0)
            if length == 0.0:
                continue
            nx, ny = (y1 - y0) / length * half, (x0 - x1) / length * half
            contours.append([(x0 + nx, y0 + ny), (x1 + nx, y1 + ny), (x1 - nx, y1 - ny), (x0 - nx, y0 - ny)])
        self.fill([same_direction(contour) for contour in contours], colour)

    def fill(self, contours, colour):
        """Fills the union of outlines that run in the same direction (non-zero winding)."""
        lines = crossings(contours, self.size * SUBROWS)
        by_row = {}
        for line, crossing in lines.items():
            by_row.setdefault(line // SUBROWS, []).append(crossing)
        for row, group in by_row.items():
            self._cover_row(self.rows[row], group, colour)

    def _cover_row(self, row, group, colour):
        size = self.size
        partial, steps = {}, {}
        for crossing in group:
            for start, end in spans(crossing):
                start, end = max(0.0, min(start, size)), max(0.0, min(end, size))
                first, last = int(start), int(end)
                if first == last:
                    partial[first] = partial.get(first, 0.0) + end - start
                    continue
                partial[first] = partial.get(first, 0.0) + first + 1 - start
                partial[last] = partial.get(last, 0.0) + end - last
                steps[first + 1] = steps.get(first + 1, 0) + 1
                steps[last] = steps.get(last, 0) - 1
        edges = sorted(set(partial) | set(steps))
        level = 0
        for edge, following in zip(edges, edges[1:] + [size]):
            level += steps.get(edge, 0)
            if edge < size:
                paint(row, edge, edge + 1, level + partial.get(edge, 0.0), colour)
            if following > edge + 1:
                paint(row, edge + 1, following, level, colour)

    # -- output ---------------------------------------------------------------------------------

    def png(self):
        """The picture as an eight-bit palette PNG."""
        counts = Counter()
        for row in self.rows:
            counts.update(row)
        kept = sorted(counts, key=lambda pixel: (-counts[pixel], pixel))[:256]
        index = {pixel: number for number, pixel in enumerate(kept)}
        for pixel in counts:
            if pixel not in index:
                index[pixel] = index[min(kept, key=lambda other: (distance(pixel, other), other))]
        raw = b"".join(b"\0" + bytes(map(index.__getitem__, row)) for row in self.rows)
        palette = b"".join(struct.pack(">I", pixel)[1:] for pixel in kept)
        header = struct.pack(">IIBBBBB", self.size, self.size, 8, 3, 0, 0, 0)
        return (
            SIGNATURE
            + chunk(b"IHDR", header)
            + chunk(b"PLTE", palette)
            + chunk(b"IDAT", zlib.compress(raw, 9))
            + chunk(b"IEND", b"")
        )


SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind, data):
    """One PNG chunk: length, kind, data, checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def content_of(png):
    """What a PNG of ours shows, apart from how well it was compressed.

    Two machines may compress the same picture to different bytes (zlib versions differ), so files
    are compared by this. `None` if the bytes are not such a file.
    """
    if not png.startswith(SIGNATURE):
        return None
    parts, data, at = [], b"", len(SIGNATURE)
    try:
        while at < len(png):
            (length,) = struct.unpack_from(">I", png, at)
            kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
            if kind == b"IDAT":
                data += body
            else:
                parts.append((kind, body))
            at += 12 + length
        return parts, zlib.decompress(data)
    except (struct.error, zlib.error):
        return None


def distance(one, other):
    """How different two packed colours are."""
    return sum(((one >> shift & 255) - (other >> shift & 255)) ** 2 for shift in (0, 8, 16))


def paint(row, start, end, coverage, colour):
    """Lays `colour` over pixels `start..end` of a row; `coverage` counts subrows."""
    level = min(LEVELS, int(coverage * LEVELS / SUBROWS + 0.5))
    if level == LEVELS:
        row[start:end] = [colour] * (end - start)
    elif level > 0:
        for at in range(start, end):
            row[at] = mix(row[at], colour, level)


def mix(below, above, level):
    """`above` over `below` with an opacity of `level` sixteenths."""
    result = 0
    for shift in (16, 8, 0):
        low, high = below >> shift & 255, above >> shift & 255
        result |= (low * (LEVELS - level) + high * level + LEVELS // 2) // LEVELS << shift
    return result


def crossings(contours, lines_total):
    """For every sample line (by number) where the outlines cross it: (x, direction)."""
    lines = {}
    for contour in contours:
        for (x0, y0), (x1, y1) in zip(contour, contour[1:] + contour[:1]):
            direction = 1
            if y0 > y1:
                x0, y0, x1, y1, direction = x1, y1, x0, y0, -1
            first = max(0, math.ceil(y0 * SUBROWS - 0.5))
            end = min(lines_total, math.ceil(y1 * SUBROWS - 0.5))
            if first >= end:
                continue
            slope = (x1 - x0) / (y1 - y0)
            for line in range(first, end):
                x = x0 + ((line + 0.5) / SUBROWS - y0) * slope
                lines.setdefault(line, []).append((x, direction))
    return lines


def spans(crossing):
    """The covered stretches of one sample line."""
    winding, start = 0, 0.0
    for x, direction in sorted(crossing):
        if winding == 0:
            start = x
        winding += direction
        if winding == 0 and x > start:
            yield start, x


def snapped(points):
    """Points on a grid of 1/64 pixel, so that the last bit of a sine never shows."""
    return [(round(x * 64) / 64, round(y * 64) / 64) for x, y in points]


def ellipse_points(cx, cy, rx, ry):
    """An ellipse as an outline."""
    steps = max(12, min(96, int((rx + ry) * 0.5) + 10))
    turn = 2 * math.pi / steps
    return snapped([(cx + rx * math.cos(turn * i), cy + ry * math.sin(turn * i)) for i in range(steps)])


def rounded_rect(x, y, width, height, radius):
    """A rectangle with rounded corners as an outline."""
    radius = min(radius, width / 2.0, height / 2.0)
    if radius <= 0:
        return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    points = []
    corners = ((x + width - radius, y + radius, -90), (x + width - radius, y + height - radius, 0),
               (x + radius, y + height - radius, 90), (x + radius, y + radius, 180))
    for cx, cy, start in corners:
        for step in range(9):
            angle = math.radians(start + step * 11.25)
            points.append((cx + radius * math.cos(angle), cy + radius * math.sin(angle)))
    return snapped(points)


def smooth(points):
    """A closed Catmull-Rom curve through the points, as an outline."""
    count, outline = len(points), []
    for i in range(count):
        (ax, ay), (bx, by) = points[i - 1], points[i]
        (cx, cy), (dx, dy) = points[(i + 1) % count], points[(i + 2) % count]
        for step in range(10):
            t = step / 10.0
            outline.append((curve(ax, bx, cx, dx, t), curve(ay, by, cy, dy, t)))
    return snapped(outline)


def curve(a, b, c, d, t):
    """The Catmull-Rom value between `b` and `c`."""
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))


def same_direction(contour):
    """The outline, turned so that it runs clockwise on the screen."""
    area = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(contour, contour[1:] + contour[:1]))
    return contour if area >= 0 else contour[::-1]
