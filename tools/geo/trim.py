#!/usr/bin/env python3
"""Make the trimmed geography of this folder from its public sources (see README.md). Needed only to make it again.

    python3 trim.py WORLD_ATLAS_DIR NATURAL_EARTH_DIR

WORLD_ATLAS_DIR holds countries-50m.json and countries-10m.json (npm package world-atlas 2.0.2);
NATURAL_EARTH_DIR holds ne_50m_populated_places.json and ne_10m_admin_0_disputed_areas.json.
"""
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# Where fine detail is needed, as west, south, east, north; elsewhere the 10 m arcs are thinned to almost nothing.
WINDOWS = [
    (37.5, 37.5, 52.5, 45.5),     # South Caucasus
    (24, 43.5, 34, 50),           # Moldova
    (65.5, 36, 77.5, 43),         # Tajikistan and Fergana
    (17.5, 53, 31, 60.5),         # Baltics
    (-86, 5.5, -75.5, 11.5),      # Panama
    (27.5, 26.5, 37.5, 33.5),     # Suez
    (-10.5, 34.8, 5, 45),         # Iberia
    (-18.5, 27.3, -13, 29.6),     # Canary Islands
]
PLACES = set("""KAZ UZB KGZ TJK TKM UKR BLR MDA LVA LTU EST GEO ARM AZE RUS ESP PRT EGY PAN FRA POL DEU AUT CHE BEL NLD GBR
IRL ITA SWE FIN HUN ROU TUR IRN USA CAN MEX CHN JPN IND AFG ISR JOR SAU BRA ARG CHL PER ETH KEN ZAF AUS NZL MAR SEN CUB""".split())


def absolute(topo):
    sx, sy = topo["transform"]["scale"]
    tx, ty = topo["transform"]["translate"]
    out = []
    for arc in topo["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x += dx
            y += dy
            points.append((x * sx + tx, y * sy + ty))
        out.append(points)
    return out


def thin(points, tolerance):
    """Douglas-Peucker, without recursion."""
    if len(points) < 3:
        return points
    keep = {0, len(points) - 1}
    stack = [(0, len(points) - 1)]
    if points[0] == points[-1]:           # a closed arc needs two more anchors
        third = len(points) // 3
        keep |= {third, 2 * third}
        stack = [(0, third), (third, 2 * third), (2 * third, len(points) - 1)]
    while stack:
        a, b = stack.pop()
        (x1, y1), (x2, y2) = points[a], points[b]
        dx, dy = x2 - x1, y2 - y1
        length = (dx * dx + dy * dy) ** .5 or 1e-12
        best, at = 0, None
        for i in range(a + 1, b):
            x, y = points[i]
            far = abs(dx * (y1 - y) - dy * (x1 - x)) / length
            if far > best:
                best, at = far, i
        if at is not None and best > tolerance:
            keep.add(at)
            stack += [(a, at), (at, b)]
    return [points[i] for i in sorted(keep)]


def inside(p, grow=0.0):
    return any(w - grow <= p[0] <= e + grow and s - grow <= p[1] <= n + grow for w, s, e, n in WINDOWS)


def encode(arcs, step):
    out = []
    for points in arcs:
        px = py = 0
        row = []
        for x, y in points:
            qx, qy = round(x / step), round(y / step)
            if row and (qx, qy) == (px, py):
                continue
            row.append([qx - px, qy - py])
            px, py = qx, qy
        if len(row) == 1:
            row.append([0, 0])
        out.append(row)
    return out


def write(name, value):
    with open(os.path.join(HERE, name), "w", encoding="utf-8") as f:
        json.dump(value, f, ensure_ascii=False, separators=(",", ":"))
    print(name, os.path.getsize(os.path.join(HERE, name)))


def give(topo, giver, taker, box):
    """Move the giver's polygons inside the box to the taker, and dissolve the border between them.
    Natural Earth draws Crimea with Russia; the paper follows General Assembly resolution 68/262."""
    arcs = absolute(topo)
    by_name = {g["properties"]["name"]: g for g in topo["objects"]["countries"]["geometries"]}

    def ends(ref):
        a = arcs[ref if ref >= 0 else ~ref]
        return (a[0], a[-1]) if ref >= 0 else (a[-1], a[0])
    moved, kept = [], []
    for poly in by_name[giver]["arcs"]:
        points = [p for r in poly[0] for p in arcs[r if r >= 0 else ~r]]
        (moved if all(box[0] < x < box[2] and box[1] < y < box[3] for x, y in points) else kept).append(poly)
    by_name[giver]["arcs"] = kept
    g = by_name[taker]
    polygons = (g["arcs"] if g["type"] == "MultiPolygon" else [g["arcs"]]) + moved
    refs = [r for poly in polygons for r in poly[0]]
    gone = {r for r in refs if ~r in refs}
    whole, loose = [], []
    for poly in polygons:
        if any(r in gone for r in poly[0]):
            loose += [r for r in poly[0] if r not in gone]
        else:
            whole.append(poly)
    while loose:
        ring = [loose.pop(0)]
        while ends(ring[-1])[1] != ends(ring[0])[0]:
            ring.append(loose.pop(next(i for i, r in enumerate(loose) if ends(r)[0] == ends(ring[-1])[1])))
        whole.append([ring])
    g["type"], g["arcs"] = "MultiPolygon", whole
    print(giver, "to", taker, len(moved), "polygons;", len(gone) // 2, "arcs dissolved")


def pack(topo, arcs, keep_polygon, step):
    used, countries = {}, []

    def number(ref):
        i = ref if ref >= 0 else ~ref
        j = used.setdefault(i, len(used))
        return j if ref >= 0 else ~j

    for g in topo["objects"]["countries"]["geometries"]:
        polygons = g["arcs"] if g["type"] == "MultiPolygon" else [g["arcs"]]
        kept = [[[number(r) for r in ring] for ring in poly] for poly in polygons
                if keep_polygon([p for r in poly[0] for p in arcs[r if r >= 0 else ~r]])]
        if kept:
            countries.append({"name": g["properties"]["name"], "polygons": kept})
    order = sorted(used, key=used.get)
    return {"step": step, "countries": countries, "arcs": encode([arcs[i] for i in order], step)}


def main(atlas, earth):
    with open(os.path.join(atlas, "countries-50m.json"), encoding="utf-8") as f:
        topo = json.load(f)
    give(topo, "Russia", "Ukraine", (32.2, 44.2, 36.7, 46.35))
    arcs = [thin(a, .008) for a in absolute(topo)]
    write("world-50m.json", pack(topo, arcs, lambda ring: True, .01))

    with open(os.path.join(atlas, "countries-10m.json"), encoding="utf-8") as f:
        topo = json.load(f)
    give(topo, "Russia", "Ukraine", (32.2, 44.2, 36.7, 46.35))
    arcs = []
    for a in absolute(topo):
        near = any(inside(p) for p in a)
        arcs.append(thin(a, .004 if near else .25))
    write("detail-10m.json", pack(topo, arcs, lambda ring: any(inside(p, .1) for p in ring), .002))

    with open(os.path.join(earth, "ne_50m_populated_places.json"), encoding="utf-8") as f:
        features = json.load(f)["features"]
    places = {}
    for f in features:
        q = f["properties"]
        station = q["ADM0_A3"] == "ATA" and ("Station" in q["NAME"] or "Base" in q["NAME"])
        if station or q["ADM0_A3"] in PLACES and (q["ADM0CAP"] or q["POP_MAX"] > 150000):
            places.setdefault(q["ADM0_A3"], {})[q["NAME"]] = [round(q["LONGITUDE"], 3), round(q["LATITUDE"], 3)]
    write("places.json", places)

    with open(os.path.join(earth, "ne_10m_admin_0_disputed_areas.json"), encoding="utf-8") as f:
        features = json.load(f)["features"]
    wanted = {"Abkhazia", "South Ossetia", "Nagorno-Karabakh", "Transnistria", "Baykonur"}
    areas = {}
    for f in features:
        name = f["properties"]["BRK_NAME"]
        if name in wanted:
            g = f["geometry"]
            polygons = g["coordinates"] if g["type"] == "MultiPolygon" else [g["coordinates"]]
            areas[name] = [[[round(x, 3), round(y, 3)] for x, y in thin([tuple(p) for p in poly[0]], .003)]
                           for poly in polygons]
    write("areas.json", areas)


if __name__ == "__main__":
    main(*sys.argv[1:3])
