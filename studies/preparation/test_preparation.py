"""Tests of the preparation scripts: ``python3 -m unittest discover -s studies/preparation``."""

import math
import unittest

import topology
from rings import SEMI_MAJOR_KM, authalic_sine, contains, polygons_from_rings, ring_area_km2, ring_problem


def square(x, y, size):
    """A counter-clockwise square with its lower left corner at (x, y)."""
    return [(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)]


class Rings(unittest.TestCase):
    def test_the_ellipsoid_has_its_known_surface(self):
        # WGS 84: 510,065,622 km².
        surface = 2 * math.pi * SEMI_MAJOR_KM**2 * authalic_sine(90)
        self.assertAlmostEqual(surface, 510_065_622, delta=1)

    def test_a_band_between_parallels_is_exact_and_signed_by_direction(self):
        ring = [(10, 40), (11, 40), (11, 41), (10, 41), (10, 40)]
        expected = math.radians(1) * SEMI_MAJOR_KM**2 * (authalic_sine(41) - authalic_sine(40)) / 2
        self.assertAlmostEqual(ring_area_km2(ring), expected, places=6)
        self.assertAlmostEqual(ring_area_km2(ring[::-1]), -expected, places=6)

    def test_parts_filed_as_holes_become_parts_and_holes_stay_holes(self):
        shell, hole, island, far = square(0, 0, 10), square(2, 2, 6), square(4, 4, 2), square(20, 0, 3)
        polygons = polygons_from_rings([far, hole, shell, island])
        self.assertEqual(polygons, [[shell, hole], [far], [island]])

    def test_contains(self):
        self.assertTrue(contains(square(0, 0, 2), (1, 1)))
        self.assertFalse(contains(square(0, 0, 2), (3, 1)))

    def test_what_makes_a_ring_invalid_is_named(self):
        self.assertIsNone(ring_problem(square(0, 0, 2)))
        self.assertIn("crosses", ring_problem([(0, 0), (2, 2), (2, 0), (0, 1), (0, 0)]))
        self.assertIn("no area", ring_problem([(0, 0), (1, 1), (2, 2), (0, 0)]))
        self.assertIn("closed", ring_problem([(0, 0), (1, 0), (1, 1), (0, 1)]))
        self.assertIn("repeated", ring_problem([(0, 0), (0, 0), (1, 0), (1, 1), (0, 0)]))

    def test_a_ring_may_touch_itself(self):
        self.assertIsNone(ring_problem([(0, 0), (2, 2), (4, 0), (4, 4), (2, 2), (0, 4), (0, 0)]))


def two_squares(right):
    """Two squares side by side; ``right`` says how the right one uses the border (arc 0) between them."""

    def region(key, arcs):
        return {"type": "Polygon", "arcs": [arcs], "properties": {"region": key}}

    return {
        "type": "Topology",
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [[[1, 0], [0, 1]], [[1, 1], [-1, 0], [0, -1], [1, 0]], [[1, 0], [1, 0], [0, 1], [-1, 0]]],
        "objects": {"regions": {"type": "GeometryCollection", "geometries": [region("a", [0, 1]), region("b", right)]}},
    }


class Topology(unittest.TestCase):
    def test_a_shared_border_passes(self):
        topology.check(two_squares([2, ~0]), "regions", {"a", "b"})

    def test_a_border_run_twice_the_same_way_is_an_overlap(self):
        with self.assertRaisesRegex(topology.BoundaryError, "arc 0"):
            topology.check(two_squares([0, ~2]), "regions", {"a", "b"})

    def test_a_lost_region_is_named(self):
        with self.assertRaisesRegex(topology.BoundaryError, "lost \\['c'\\]"):
            topology.check(two_squares([2, ~0]), "regions", {"a", "b", "c"})


if __name__ == "__main__":
    unittest.main()
