"""Reading and checking TopoJSON, and the one call of mapshaper that makes it."""

import json
import os
import shutil
import subprocess

from rings import planar_area2, ring_area_km2, ring_problem

# Pinned, so that the same archives give the same bytes.
MAPSHAPER = "mapshaper@0.7.70"


class BoundaryError(Exception):
    """A boundary file that does not say what it should."""


def run_mapshaper(arguments):
    """Run mapshaper with the given arguments, through npx or the program named by ``MAPSHAPER``.

    Raises ``BoundaryError`` with mapshaper's own message when it fails.
    """
    own = os.environ.get("MAPSHAPER")
    npx = shutil.which("npx")
    if own:
        command = [own]
    elif npx:
        command = [npx, "--yes", MAPSHAPER]
    else:
        raise BoundaryError("Node.js with npx is needed to simplify the boundaries, and it was not found")
    done = subprocess.run(command + arguments, capture_output=True, text=True)
    if done.returncode != 0:
        raise BoundaryError(f"mapshaper failed:\n{done.stderr}")
    return done.stderr


def absolute_arcs(topology):
    """The arcs of a quantized topology as integer points on its grid."""
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x, y))
        arcs.append(points)
    return arcs


def degrees(topology, point):
    """A grid point in longitude and latitude."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    return point[0] * scale[0] + shift[0], point[1] * scale[1] + shift[1]


def _polygons(geometry):
    if geometry["type"] == "Polygon":
        return [geometry["arcs"]]
    if geometry["type"] == "MultiPolygon":
        return geometry["arcs"]
    raise BoundaryError(f"{geometry.get('properties')} is a {geometry['type']}, not a polygon")


def rings_of(arcs, geometry):
    """Polygons of a geometry as lists of rings of grid points, the first of each its shell."""
    polygons = []
    for polygon in _polygons(geometry):
        rings = []
        for ring in polygon:
            points = []
            for index in ring:
                piece = arcs[index] if index >= 0 else arcs[~index][::-1]
                points.extend(piece if not points else piece[1:])
            rings.append(points)
        polygons.append(rings)
    return polygons


def regions_of(topology, layer):
    """Geometries of a layer by their region key. Raises ``BoundaryError`` on a key that is missing or used twice."""
    found = {}
    for geometry in topology["objects"][layer]["geometries"]:
        key = geometry.get("properties", {}).get("region")
        if not key or key in found:
            raise BoundaryError(f"layer {layer}: region key {key!r} is missing or used twice")
        found[key] = geometry
    return found


def areas_km2(topology, layer):
    """Area of each region of a layer on the ellipsoid, holes taken off."""
    arcs = absolute_arcs(topology)
    areas = {}
    for key, geometry in regions_of(topology, layer).items():
        total = 0.0
        for rings in rings_of(arcs, geometry):
            for number, ring in enumerate(rings):
                area = abs(ring_area_km2([degrees(topology, point) for point in ring]))
                total += area if number == 0 else -area
        areas[key] = total
    return areas


def check(topology, layer, expected):
    """Stop unless a layer holds exactly the expected regions, with valid rings and shared borders.

    Shared borders: every arc belongs to at most two rings of the layer, and two rings run it in opposite
    directions. Then neighbours cannot overlap along a border, nor leave a gap between them.
    """
    geometries = regions_of(topology, layer)
    if set(geometries) != set(expected):
        lost, extra = set(expected) - set(geometries), set(geometries) - set(expected)
        raise BoundaryError(f"layer {layer}: lost {sorted(lost)}, not asked for {sorted(extra)}")
    arcs = absolute_arcs(topology)
    uses = {}
    for key, geometry in geometries.items():
        if sum(abs(planar_area2(rings[0])) for rings in rings_of(arcs, geometry)) == 0:
            raise BoundaryError(f"layer {layer}: {key} has no area")
        for rings in rings_of(arcs, geometry):
            for ring in rings:
                problem = ring_problem(ring)
                if problem:
                    raise BoundaryError(f"layer {layer}, region {key}: ring {problem}")
        for polygon in _polygons(geometry):
            for ring in polygon:
                for index in ring:
                    uses.setdefault(index if index >= 0 else ~index, []).append(index >= 0)
    for arc, directions in uses.items():
        if len(directions) > 2 or (len(directions) == 2 and directions[0] == directions[1]):
            raise BoundaryError(f"layer {layer}: arc {arc} is used {len(directions)} times, or twice the same way")


def write(topology, path):
    """Write a topology as compact JSON with one final newline, its layers and keys in a fixed order."""
    ordered = {
        "type": "Topology",
        "transform": topology["transform"],
        "objects": {name: topology["objects"][name] for name in sorted(topology["objects"])},
        "arcs": topology["arcs"],
    }
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        json.dump(ordered, file, ensure_ascii=False, separators=(",", ":"))
        file.write("\n")
