"""Rings of polygons in longitude and latitude: areas, nesting, validity.

A ring is a list of ``(x, y)`` pairs whose last point repeats the first. Nothing here needs more than Python's
standard library, so that the studies can be prepared again on any machine.
"""

import math

# WGS 84 ellipsoid: semi-major axis in km and first eccentricity.
SEMI_MAJOR_KM = 6378.137
ECCENTRICITY = 0.0818191908426215


def authalic_sine(latitude):
    """Twice the equal-area height of a latitude on the ellipsoid, in units of the semi-major axis squared.

    ``q(φ) = (1 − e²)·[sin φ / (1 − e² sin² φ) + artanh(e sin φ) / e]``; the band between two parallels has the
    area ``a²·(q(φ₂) − q(φ₁))/2`` per radian of longitude.
    """
    sine = math.sin(math.radians(latitude))
    e = ECCENTRICITY
    return (1 - e * e) * (sine / (1 - (e * sine) ** 2) + math.atanh(e * sine) / e)


def ring_area_km2(ring):
    """Signed area of a ring on the ellipsoid in km²; positive when it runs counter-clockwise.

    Each edge counts as a straight line in the cylindrical equal-area projection. Between the points of a state
    or zone boundary the difference to any other reading of "straight" is far below the survey's own precision.
    """
    total = 0.0
    for (x0, y0), (x1, y1) in zip(ring, ring[1:]):
        total += math.radians(x1 - x0) * (authalic_sine(y0) + authalic_sine(y1))
    return -total * SEMI_MAJOR_KM**2 / 4


def planar_area2(ring):
    """Twice the signed area of a ring in its own units; exact for integer coordinates."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, ring[1:]))


def contains(ring, point):
    """Whether a point lies inside a ring (even-odd rule; a point on the ring may fall either way)."""
    x, y = point
    inside = False
    for (x0, y0), (x1, y1) in zip(ring, ring[1:]):
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            inside = not inside
    return inside


def ring_in_ring(inner, outer):
    """Whether ``inner`` lies inside ``outer``, by the majority of its points, since neighbours may share some."""
    votes = sum(contains(outer, point) for point in inner[:-1])
    return 2 * votes > len(inner) - 1


def polygons_from_rings(rings):
    """Sort loose rings into polygons: a ring inside an odd number of others is a hole of the smallest around it.

    Needed where a file lists separate parts of a region as if one were a hole of another.
    """
    by_size = sorted(rings, key=lambda ring: -abs(planar_area2(ring)))
    polygons, shell_of = [], []
    for index, ring in enumerate(by_size):
        around = [i for i in range(index) if ring_in_ring(ring, by_size[i])]
        if len(around) % 2 == 0:
            shell_of.append(len(polygons))
            polygons.append([ring])
        else:
            shell_of.append(None)
            # The last ring around it is the smallest; among those only a shell can carry a hole.
            owner = next(shell_of[i] for i in reversed(around) if shell_of[i] is not None)
            polygons[owner].append(ring)
    return polygons


def _side(a, b, c):
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _segments_cross(a, b, c, d):
    """Whether two segments cross in a point inside both."""
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def ring_problem(ring):
    """What makes a ring invalid, or ``None``. Exact for integer coordinates.

    A ring may touch itself in a point (two parts meeting at a corner); it must not cross itself.
    Time grows with the square of the number of points.
    """
    if len(ring) < 4:
        return "fewer than four points"
    if ring[0] != ring[-1]:
        return "not closed"
    if planar_area2(ring) == 0:
        return "no area"
    if any(a == b for a, b in zip(ring, ring[1:])):
        return "repeated point"
    segments = list(zip(ring, ring[1:]))
    for i, (a, b) in enumerate(segments):
        low, high = min(a[0], b[0]), max(a[0], b[0])
        for c, d in segments[i + 1 :]:
            if (c[0] > high and d[0] > high) or (c[0] < low and d[0] < low):
                continue
            if _segments_cross(a, b, c, d):
                return f"crosses itself near {a}"
    return None
