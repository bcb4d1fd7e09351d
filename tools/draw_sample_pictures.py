#!/usr/bin/env python3
"""Draw every picture of the sample newsroom, its mark, and the default theme's icons.

    python3 tools/draw_sample_pictures.py            all of them
    python3 tools/draw_sample_pictures.py map-aral   only these

Standard library only. Each picture is written as SVG, rendered by headless Chromium and packed by cwebp.
Everything is drawn from numbers and from Natural Earth (public domain, see tools/geo/README.md). The pictures carry
no words, since one picture serves both editions: degrees, figures, letters of ISO 3166 and, on a few maps, names
that are the same in both languages.
"""
import json
import math
import os
import shutil
import struct
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GEO = os.path.join(ROOT, "tools", "geo")
MEDIA = os.path.join(ROOT, "sample", "media")
ASSETS = os.path.join(ROOT, "themes", "classic", "assets")
WORK = os.environ.get("PICTURES_WORK") or os.path.join(tempfile.gettempdir(), "broadsheet-pictures")

PAPER, LAND, SAND, DUNE = "#faf6ec", "#f3ecdd", "#dfd0b1", "#c4b18a"
SEA, SEALINE, MIST = "#d3dddd", "#b2c3c6", "#e6ebe8"
BORDER, INK = "#b3a58a", "#1b2430"
RED, ROSE, BLUSH = "#a4262c", "#dca897", "#ecd0c3"
BLUE, NIGHT, STEEL, HAZE = "#1f3a5f", "#14263f", "#6f89a3", "#b9c8d4"
FONT = "font-family=\"'DejaVu Sans Condensed','DejaVu Sans',sans-serif\""


# ------------------------------------------------------------------------------------------------ svg

def num(v):
    return f"{v:.1f}".rstrip("0").rstrip(".") if v % 1 else str(int(v))


def attrs(kw):
    return "".join(f' {k.rstrip("_").replace("_", "-")}="{num(v) if isinstance(v, float) else v}"' for k, v in kw.items())


def tag(name, inner="", **kw):
    return f"<{name}{attrs(kw)}>{inner}</{name}>" if inner else f"<{name}{attrs(kw)}/>"


def rect(x, y, w, h, **kw):
    return tag("rect", x=num(x), y=num(y), width=num(w), height=num(h), **kw)


def circle(x, y, r, **kw):
    return tag("circle", cx=num(x), cy=num(y), r=num(r), **kw)


def line(x1, y1, x2, y2, stroke=INK, width=1.5, **kw):
    return tag("line", x1=num(x1), y1=num(y1), x2=num(x2), y2=num(y2), stroke=stroke, stroke_width=num(width), **kw)


def d(points, close=False):
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points) + ("Z" if close else "")


def path(data, **kw):
    kw.setdefault("fill", "none")
    return tag("path", d=data, **kw)


def stroke(data, colour=INK, width=1.5, **kw):
    return path(data, stroke=colour, stroke_width=num(width), **kw)


def group(inner, **kw):
    return tag("g", inner if isinstance(inner, str) else "".join(inner), **kw)


def text(x, y, words, size=20, fill=INK, anchor="start", **kw):
    return f'<text x="{num(x)}" y="{num(y)}" font-size="{num(size)}" fill="{fill}" text-anchor="{anchor}" {FONT}{attrs(kw)}>{words}</text>'


def document(w, h, inner, background=None):
    back = rect(0, 0, w, h, fill=background) if background else ""
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}">'
            f'{back}{"".join(inner)}</svg>')


def arc(cx, cy, r, a, b, steps=None):
    """Points of a circle from angle a to b in degrees, clockwise on the page from three o'clock."""
    steps = steps or max(2, int(abs(b - a) / 3))
    return [(cx + r * math.cos(math.radians(a + (b - a) * i / steps)),
             cy + r * math.sin(math.radians(a + (b - a) * i / steps))) for i in range(steps + 1)]


def smooth(points, per=8):
    """A Catmull-Rom curve through the points."""
    p = [points[0]] + list(points) + [points[-1]]
    out = []
    for i in range(1, len(p) - 2):
        for k in range(per):
            t = k / per
            out.append(tuple(.5 * (2 * p[i][c] + (p[i + 1][c] - p[i - 1][c]) * t
                                   + (2 * p[i - 1][c] - 5 * p[i][c] + 4 * p[i + 1][c] - p[i + 2][c]) * t * t
                                   + (3 * p[i][c] - p[i - 1][c] - 3 * p[i + 1][c] + p[i + 2][c]) * t ** 3) for c in (0, 1)))
    return out + [points[-1]]


# ------------------------------------------------------------------------------------------------ geography

class Atlas:
    """The countries of one file of tools/geo: rings, and the arcs that are coast or shared border."""

    def __init__(self, name):
        with open(os.path.join(GEO, name), encoding="utf-8") as f:
            data = json.load(f)
        step, self.arcs = data["step"], []
        for row in data["arcs"]:
            x = y = 0
            points = []
            for dx, dy in row:
                x, y = x + dx, y + dy
                points.append((x * step, y * step))
            self.arcs.append(unwrapped(points))
        self.countries, users = {}, {}
        for c in data["countries"]:
            for polygon in c["polygons"]:
                rings = []
                for ring in polygon:
                    points = []
                    for ref in ring:
                        i = ref if ref >= 0 else ~ref
                        users.setdefault(i, set()).add(c["name"])
                        part = self.arcs[i] if ref >= 0 else self.arcs[i][::-1]
                        points += part[1:] if points else part
                    rings.append(unwrapped(points))
                self.countries.setdefault(c["name"], []).append(rings)
        self.shared = [(self.arcs[i], u) for i, u in users.items() if len(u) > 1]
        self.coast = [self.arcs[i] for i, u in users.items() if len(u) == 1]


def unwrapped(points):
    """Longitudes that run on past 180 instead of jumping to the other side."""
    out, turn = [], 0
    for x, y in points:
        if out and abs(x + turn - out[-1][0]) > 180:
            turn += 360 if x + turn < out[-1][0] else -360
        out.append((x + turn, y))
    return out


_atlases = {}


def atlas(name):
    if name not in _atlases:
        _atlases[name] = Atlas(name)
    return _atlases[name]


def geo_json(name):
    with open(os.path.join(GEO, name), encoding="utf-8") as f:
        return json.load(f)


def dense(points, most=1.5):
    out = [points[0]]
    for (x1, y1), (x2, y2) in zip(points, points[1:]):
        n = int(max(abs(x2 - x1), abs(y2 - y1)) / most)
        out += [(x1 + (x2 - x1) * k / (n + 1), y1 + (y2 - y1) * k / (n + 1)) for k in range(1, n + 1)]
        out.append((x2, y2))
    return out


def azimuthal(lon0, lat0):
    """Lambert azimuthal equal-area: x and y in earth radii."""
    s0, c0 = math.sin(math.radians(lat0)), math.cos(math.radians(lat0))

    def forward(lon, lat):
        dl, f = math.radians(lon - lon0), math.radians(lat)
        k = math.sqrt(2 / max(1e-9, 1 + s0 * math.sin(f) + c0 * math.cos(f) * math.cos(dl)))
        return k * math.cos(f) * math.sin(dl), k * (c0 * math.sin(f) - s0 * math.cos(f) * math.cos(dl))
    return forward


def globe(lon0, lat0):
    """Orthographic; what lies behind is pushed on to the limb, so that shapes close along it."""
    s0, c0 = math.sin(math.radians(lat0)), math.cos(math.radians(lat0))

    def forward(lon, lat):
        dl, f = math.radians(lon - lon0), math.radians(lat)
        x, y = math.cos(f) * math.sin(dl), c0 * math.sin(f) - s0 * math.cos(f) * math.cos(dl)
        if s0 * math.sin(f) + c0 * math.cos(f) * math.cos(dl) < 0:
            r = math.hypot(x, y) or 1e-9
            x, y = x / r, y / r
        return x, y
    return forward


def equal_earth(lon0):
    def forward(lon, lat):
        t = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(lat)))
        t2 = t * t
        t6 = t2 ** 3
        x = 2 * math.sqrt(3) * math.radians(lon - lon0) * math.cos(t) / (
            3 * (9 * .003796 * t6 * t2 + 7 * .000893 * t6 + 3 * -.081106 * t2 + 1.340264))
        return x, t * (1.340264 - .081106 * t2 + t6 * (.000893 + .003796 * t2))
    return forward


def mercator(lon, lat):
    lat = max(-84, min(84, lat))
    return math.radians(lon), math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


def away(lon1, lat1, lon2, lat2):
    a, b = math.radians(lat1), math.radians(lat2)
    c = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(math.radians(lon1 - lon2))
    return math.degrees(math.acos(max(-1, min(1, c))))


def clipped(points, x0, y0, x1, y1):
    """Sutherland-Hodgman against a rectangle."""
    for axis, limit, sign in ((0, x0, 1), (0, x1, -1), (1, y0, 1), (1, y1, -1)):
        out = []
        for i, b in enumerate(points):
            a = points[i - 1]
            ina, inb = sign * (a[axis] - limit) >= 0, sign * (b[axis] - limit) >= 0
            if ina != inb:
                t = (limit - a[axis]) / (b[axis] - a[axis])
                out.append((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
            if inb:
                out.append(b)
        points = out
        if not points:
            return []
    return points


class Map:
    """One map of 1600 by 1000. `km` is the ground that the width shows at the centre."""

    W, H = 1600, 1000

    def __init__(self, lon, lat, km=None, file="world-50m.json", project=None, scale=None, reach=None, centre=None, sea=SEA):
        self.atlas, self.lon, self.lat, self.sea = atlas(file), lon, lat, sea
        self.project = project or azimuthal(lon, lat)
        self.scale = scale or self.W / (km / 6371)
        self.centre = centre or (self.W / 2, self.H / 2)
        self.reach = reach or min(150, km / 111 * .75 + 3)
        self.origin = self.project(lon, lat)
        self.west, self.copies, self.least = None, (0,), 0
        self.parts, self.over, self.defs = [], [], []
        self.limb = False

    def at(self, lon, lat):
        x, y = self.project(lon, lat)
        return (self.centre[0] + (x - self.origin[0]) * self.scale, self.centre[1] - (y - self.origin[1]) * self.scale)

    def shape(self, polygons, margin=60, most=1.5):
        out = []
        for rings in polygons:
            if min(away(self.lon, self.lat, x, y) for x, y in rings[0]) > self.reach:
                continue
            shift = 360 if self.west is not None and sum(p[0] for p in rings[0]) / len(rings[0]) < self.west else 0
            for ring, shift in ((r, shift + c) for c in self.copies for r in rings):
                points = [self.at(x + shift, y) for x, y in dense(ring, most)]
                points = clipped(points, -margin, -margin, self.W + margin, self.H + margin)
                slim = []
                for p in points:
                    if not slim or abs(p[0] - slim[-1][0]) + abs(p[1] - slim[-1][1]) > .7:
                        slim.append(p)
                if len(slim) > 2 and (max(x for x, _ in slim) - min(x for x, _ in slim) > self.least
                                      or max(y for _, y in slim) - min(y for _, y in slim) > self.least):
                    out.append(d(slim, True))
        return "".join(out)

    def country(self, *names):
        return self.shape([p for n in names for p in self.atlas.countries.get(n, [])])

    def trace(self, points, most=None, margin=60):
        """A line on the ground, broken where it leaves the picture."""
        out, run = [], []
        most = most or min(1.5, max(.02, 14 / (self.scale * math.pi / 180)))
        for x, y in dense(points, most):
            if self.limb and away(self.lon, self.lat, x, y) > 90:
                p = None
            else:
                p = self.at(x, y)
            if p and -margin < p[0] < self.W + margin and -margin < p[1] < self.H + margin:
                run.append(p)
                continue
            if len(run) > 1:
                out.append(d(run))
            run = []
        if len(run) > 1:
            out.append(d(run))
        return "".join(out)

    def mesh(self, arcs):
        out = []
        for points in arcs:
            if min(away(self.lon, self.lat, x, y) for x, y in points) > self.reach:
                continue
            shift = 360 if self.west is not None and sum(p[0] for p in points) / len(points) < self.west else 0
            run = []
            for p in points if len(self.copies) == 1 else points + [(0, -90)] + [(x + c, y) for c in self.copies[1:] for x, y in points]:
                if p[1] < -89.5 or p[1] < -60 and abs(p[0]) > 179.97:
                    out.append(self.trace(run) if len(run) > 1 else "")
                    run = []
                else:
                    run.append((p[0] + shift, p[1]))
            out.append(self.trace(run) if len(run) > 1 else "")
        return "".join(out)

    def graticule(self, step, numerals=True, lats=(-85, 86), lons=(-180, 181)):
        parallels = "".join(self.trace([(x, lat) for x in range(-180, 181, 2)], margin=30)
                            for lat in range(math.ceil(lats[0] / step) * step, lats[1], step)
                            ) if self.limb or self.reach > 60 else "".join(
            self.trace([(self.lon + x, lat) for x in range(-int(self.reach * 2.2), int(self.reach * 2.2) + 1)], margin=30)
            for lat in range(math.floor((self.lat - self.reach) / step) * step, min(86, int(self.lat + self.reach) + step), step))
        meridians = "".join(self.trace([(lon, lat) for lat in range(max(-84, int(self.lat - self.reach - 5)),
                                                                     min(85, int(self.lat + self.reach + 6)), 1)], margin=30)
                            for lon in range(-180, 180, step) if lons[0] <= lon < lons[1])
        self.over.append(stroke(meridians, BLUE, .9, opacity=".17"))
        self.over.append(stroke(parallels, BLUE, 1.2, opacity=".27"))
        if numerals:
            for lat in range(-80, 81, step):
                best = None
                for k in range(-700, 701):
                    lon = self.lon + k * self.reach / 350
                    x, y = self.at(lon, lat)
                    if away(self.lon, self.lat, lon, lat) < self.reach and abs(x - 26) < 12 and (best is None or abs(x - 26) < abs(best[0] - 26)):
                        best = (x, y)
                if best and 40 < best[1] < self.H - 30:
                    self.over.append(text(22, best[1] - 7, f"{abs(lat)}°", 17, BLUE, opacity=".75"))

    def ground(self, fill=LAND, rings=((27, 1.0), (17, 1.2), (8.5, 1.4)), borders=True):
        """Sea, coast lines, land and borders."""
        land = "".join(self.country(n) for n in self.atlas.countries)
        p = [rect(0, 0, self.W, self.H, fill=self.sea)]
        for wide, thick in rings:
            p.append(stroke(land, SEALINE, wide + 2 * thick, stroke_linejoin="round"))
            p.append(stroke(land, self.sea, wide, stroke_linejoin="round"))
        p.append(path(land, fill=fill, stroke=fill, stroke_width=".8"))
        self.parts += p
        self.borders = stroke(self.mesh([a for a, _ in self.atlas.shared]), BORDER, 1.2, stroke_linejoin="round") if borders else ""
        self.shore = stroke(self.mesh(self.atlas.coast), "#8fa3a8", 1.1, stroke_linejoin="round")

    def lay(self):
        self.parts += [self.borders, self.shore]

    def light(self, names, fill=BLUSH, band=RED, width=16, edge=2.2, opacity=".3"):
        """A country lifted out: a pale fill, a band along the inside of the border as in old atlases, a firm line."""
        names = [names] if isinstance(names, str) else names
        for n in names:
            shape = self.country(n)
            if not shape:
                continue
            key = f"c{len(self.defs)}"
            self.defs.append(tag("clipPath", path(shape), id=key))
            self.parts.append(path(shape, fill=fill))
            self.parts.append(group(stroke(shape, band, width * 2, opacity=opacity, stroke_linejoin="round"), clip_path=f"url(#{key})"))
            self.over.insert(0, stroke(shape, band, edge, stroke_linejoin="round"))

    def hatch(self, area, colour=RED, ground=BLUSH, outline=True, gap=9):
        shape = self.shape([[r] for r in geo_json("areas.json")[area]])
        self.parts.append(path(shape, fill=ground))
        key = f"h{len(self.defs)}"
        self.defs.append(tag("pattern", line(0, 0, 0, gap, colour, 2.2), id=key, width=gap, height=gap,
                             patternUnits="userSpaceOnUse", patternTransform="rotate(45)"))
        self.over.append(path(shape, fill=f"url(#{key})", opacity=".8"))
        if outline:
            self.over.append(stroke(shape, colour, 1.6, stroke_dasharray="7 4"))

    def dot(self, lon, lat, label="", capital=False, dx=13, dy=6, anchor="start", fill=INK, r=5.5):
        x, y = self.at(lon, lat)
        if capital:
            self.over.append(circle(x, y, r + 3.2, fill=PAPER, stroke=fill, stroke_width="2"))
            self.over.append(circle(x, y, r - 1.3, fill=fill))
        else:
            self.over.append(circle(x, y, r, fill=fill, stroke=PAPER, stroke_width="2"))
        if label:
            self.over.append(text(x + dx, y + dy, label, 21, INK, anchor, stroke=LAND, stroke_width="5", paint_order="stroke",
                                  stroke_linejoin="round", letter_spacing=".4"))

    def bar(self, km, x=None, y=948, halves=2):
        """The scale: two parallel lines."""
        w = km / 6371 * self.scale
        x = x if x is not None else self.W - 90 - w
        o = [rect(x - 22, y - 40, w + 92, 62, fill=PAPER, opacity=".72", rx=3)]
        o.append(line(x, y - 4, x + w, y - 4, INK, 1.4))
        o.append(line(x, y + 2, x + w / halves, y + 2, INK, 5))
        o.append(line(x + w / halves, y + 4, x + w, y + 4, INK, 1.2))
        for i in range(halves + 1):
            o.append(line(x + w * i / halves, y - 9, x + w * i / halves, y + 4.6, INK, 1.4))
            value = km * i / halves
            o.append(text(x + w * i / halves, y - 15, num(float(value)).replace(".0", "") + (" km" if i == halves else ""), 16, INK, "middle"))
        self.over.append("".join(o))

    def done(self):
        return document(self.W, self.H, [tag("defs", "".join(self.defs)) if self.defs else ""] + self.parts + self.over)


def place(code, name):
    return PLACES[code][name]


PLACES = geo_json("places.json")
FIFTEEN = ["Russia", "Ukraine", "Belarus", "Moldova", "Estonia", "Latvia", "Lithuania", "Georgia", "Armenia", "Azerbaijan",
           "Kazakhstan", "Uzbekistan", "Turkmenistan", "Kyrgyzstan", "Tajikistan"]
CAPITALS = [("RUS", "Moscow"), ("UKR", "Kiev"), ("BLR", "Minsk"), ("MDA", "Chișinău"), ("EST", "Tallinn"), ("LVA", "Riga"),
            ("LTU", "Vilnius"), ("GEO", "Tbilisi"), ("ARM", "Yerevan"), ("AZE", "Baku"), ("KAZ", "Astana"), ("UZB", "Tashkent"),
            ("TKM", "Ashgabat"), ("KGZ", "Bishkek"), ("TJK", "Dushanbe")]
# ------------------------------------------------------------------------------------------------ maps

def map_post_soviet():
    m = Map(88, 57.5, 9500, reach=78, centre=(800, 575))
    m.ground()
    m.light(FIFTEEN[1:], ROSE, RED, 7, 1.5, ".35")
    m.light("Russia", BLUSH, RED, 12, 1.7, ".22")
    m.lay()
    m.graticule(10)
    for code, name in CAPITALS:
        m.dot(*place(code, name), r=4)
    m.dot(*place("RUS", "Moscow"), capital=True, r=5)
    m.bar(1500)
    return m.done()


def map_kazakhstan():
    m = Map(67.2, 48.2, 3900, reach=32, centre=(800, 505))
    m.ground()
    m.light("Kazakhstan", BLUSH, RED, 20, 2.4, ".3")
    lakes(m)
    m.lay()
    m.graticule(5)
    border = m.mesh([a for a, u in m.atlas.shared if u == {"Kazakhstan", "Russia"}])
    m.over.append(stroke(border, PAPER, 8, stroke_linejoin="round"))
    m.over.append(stroke(border, BLUE, 5.4, stroke_linejoin="round"))
    m.over.append(stroke(border, PAPER, 1.8, stroke_linejoin="round"))
    m.dot(71.43, 51.15, "Astana", capital=True, dx=18)
    m.dot(76.91, 43.25, "Almaty", dx=-14, anchor="end", r=7)
    m.dot(63.31, 45.62, "Baikonur")
    m.dot(80.25, 50.42, "Semey", dx=-14, anchor="end")
    for x, y in ((51.17, 43.65), (51.88, 47.12), (51.37, 51.23), (69.15, 54.87), (69.6, 42.32), (57.17, 50.28), (73.1, 49.8), (82.6, 49.95)):
        m.dot(x, y, r=4.5)
    m.bar(600)
    return m.done()


def map_south_caucasus():
    m = Map(44.9, 41.2, 1210, "detail-10m.json", centre=(800, 480))
    m.ground()
    m.light("Georgia", BLUSH, RED, 16)
    m.light("Armenia", "#ead9b4", "#8a6a1f", 16)
    m.light("Azerbaijan", "#c9d5de", BLUE, 16)
    m.lay()
    m.graticule(2)
    m.hatch("Abkhazia")
    m.hatch("South Ossetia")
    m.over.append(stroke(m.shape([[r] for r in geo_json("areas.json")["Nagorno-Karabakh"]]), BLUE, 2, stroke_dasharray="2 5", stroke_linecap="round"))
    for x, y in ((44.79, 41.72), (44.51, 40.18), (49.86, 40.4)):
        m.dot(x, y, capital=True)
    for x, y in ((41.02, 43.0), (43.97, 42.23), (41.64, 41.65), (42.7, 42.26), (43.84, 40.79), (46.75, 39.82), (46.36, 40.68), (45.41, 39.21)):
        m.dot(x, y, r=4.8)
    m.bar(200, 90)
    return m.done()


def map_moldova():
    m = Map(28.75, 46.95, 780, "detail-10m.json", centre=(790, 490))
    m.ground()
    m.light("Moldova", BLUSH, RED, 20, 2.6)
    m.lay()
    m.graticule(2)
    m.hatch("Transnistria", BLUE, PAPER, gap=8)
    m.dot(28.86, 47.02, "Chișinău", capital=True, dx=-18, anchor="end")
    m.dot(29.63, 46.84, "Tiraspol", dx=44, dy=-4)
    m.dot(27.93, 47.76, "Bălți", dx=-13, anchor="end")
    for x, y in ((30.72, 46.48), (27.6, 47.16), (28.0, 45.45), (26.1, 44.43), (28.03, 49.2)):
        m.dot(x, y, r=4.5)
    m.bar(150)
    return m.done()


def map_baltics():
    m = Map(24.3, 56.85, 1270, "detail-10m.json", centre=(800, 500))
    m.ground()
    m.light("Estonia", "#c9d5de", BLUE, 18)
    m.light("Latvia", BLUSH, RED, 18)
    m.light("Lithuania", "#ead9b4", "#8a6a1f", 18)
    m.lay()
    m.graticule(2)
    for x, y in ((24.75, 59.44), (24.1, 56.95), (25.28, 54.69)):
        m.dot(x, y, capital=True)
    for x, y in ((26.72, 58.38), (24.5, 58.38), (21.01, 56.51), (26.53, 55.87), (23.9, 54.9), (21.13, 55.71), (20.5, 54.71), (24.94, 60.17), (28.19, 59.38), (27.56, 53.9)):
        m.dot(x, y, r=4.5)
    m.bar(200)
    return m.done()


def map_tajikistan():
    m = Map(71.2, 38.75, 1010, "detail-10m.json", centre=(800, 480))
    m.ground()
    m.light("Tajikistan", BLUSH, RED, 20, 2.6)
    m.lay()
    m.graticule(2)
    for x, y in ((68.78, 38.56),):
        m.dot(x, y, capital=True)
    for x, y in ((69.62, 40.28), (69.79, 37.91), (68.77, 37.83), (71.55, 37.49), (73.96, 38.17), (70.2, 39.01), (69.24, 41.31), (66.96, 39.65), (71.78, 40.38), (72.8, 40.53), (68.86, 36.73)):
        m.dot(x, y, r=4.8)
    m.bar(200)
    return m.done()


def map_fergana():
    m = Map(71.45, 40.55, 480, "detail-10m.json", centre=(800, 500))
    m.ground()
    m.light("Uzbekistan", "#ead9b4", "#8a6a1f", 13)
    m.light("Kyrgyzstan", BLUSH, RED, 13)
    m.light("Tajikistan", "#c9d5de", BLUE, 13)
    m.lay()
    m.graticule(1)
    for x, y in ((69.24, 41.31),):
        m.dot(x, y, capital=True)
    for x, y in ((72.8, 40.53), (72.34, 40.78), (71.78, 40.38), (71.67, 41.0), (70.94, 40.53), (69.62, 40.28), (70.63, 40.12), (70.82, 40.06), (73.0, 40.93)):
        m.dot(x, y, r=5)
    m.bar(100)
    return m.done()


ARAL_1960 = [
    (60.94, 43.643), (60.86, 43.675), (60.86, 43.597), (60.784, 43.594), (60.773, 43.66), (60.722, 43.59), (60.614, 43.599), (60.53, 43.568),
    (60.5, 43.624), (60.442, 43.581), (60.394, 43.622), (60.33, 43.589), (60.237, 43.573), (60.166, 43.582), (60.144, 43.484), (60.063, 43.503),
    (59.935, 43.47), (59.82, 43.439), (59.738, 43.393), (59.674, 43.493), (59.65, 43.599), (59.741, 43.653), (59.577, 43.686), (59.506, 43.721),
    (59.47, 43.773), (59.383, 43.756), (59.291, 43.783), (59.167, 43.799), (59.137, 43.731), (59.061, 43.719), (58.958, 43.843), (58.887, 43.899),
    (58.746, 43.941), (58.828, 43.9), (58.811, 43.877), (58.835, 43.816), (58.958, 43.78), (58.955, 43.701), (58.92, 43.709), (58.897, 43.747),
    (58.773, 43.728), (58.676, 43.691), (58.68, 43.721), (58.565, 43.697), (58.401, 43.639), (58.379, 43.683), (58.324, 43.732), (58.314, 43.858),
    (58.349, 44.059), (58.328, 44.187), (58.21, 44.282), (58.172, 44.472), (58.242, 44.59), (58.212, 44.663), (58.158, 44.809), (58.174, 44.907),
    (58.265, 45.078), (58.331, 45.218), (58.377, 45.295), (58.447, 45.373), (58.511, 45.514), (58.577, 45.638), (58.594, 45.721), (58.672, 45.868),
    (58.759, 45.929), (58.981, 46.008), (59.065, 46.006), (59.117, 45.974), (59.193, 46.004), (59.314, 46.032), (59.398, 46.005), (59.4, 45.958),
    (59.328, 45.92), (59.258, 45.831), (59.269, 45.774), (59.348, 45.809), (59.415, 45.809), (59.462, 45.855), (59.5, 46.004), (59.465, 46.05),
    (59.505, 46.126), (59.537, 46.141), (59.504, 46.231), (59.419, 46.299), (59.488, 46.348), (59.565, 46.359), (59.688, 46.352), (59.801, 46.309),
    (59.82, 46.232), (59.852, 46.176), (59.838, 46.108), (59.901, 46.123), (59.947, 46.188), (60.05, 46.224), (60.081, 46.264), (60.012, 46.351),
    (59.847, 46.445), (59.892, 46.497), (59.793, 46.527), (59.816, 46.552), (59.888, 46.576), (60.023, 46.617), (60.225, 46.713), (60.292, 46.723),
    (60.366, 46.711), (60.404, 46.625), (60.45, 46.636), (60.555, 46.586), (60.622, 46.597), (60.656, 46.671), (60.524, 46.729), (60.423, 46.759),
    (60.46, 46.792), (60.53, 46.79), (60.678, 46.799), (60.872, 46.744), (60.867, 46.696), (60.808, 46.607), (60.875, 46.522), (60.947, 46.5),
    (61.117, 46.495), (61.166, 46.528), (61.162, 46.592), (61.121, 46.658), (61.228, 46.672), (61.274, 46.732), (61.425, 46.788), (61.513, 46.866),
    (61.551, 46.837), (61.53, 46.79), (61.642, 46.766), (61.637, 46.699), (61.499, 46.505), (61.441, 46.46), (61.376, 46.479), (61.333, 46.308),
    (61.276, 46.314), (61.25, 46.249), (61.226, 46.207), (61.132, 46.118), (61.03, 46.127), (60.899, 46.114), (60.966, 46.061), (61.023, 46.023),
    (61.018, 45.961), (61.015, 45.914), (61.094, 45.894), (60.989, 45.862), (61.001, 45.812), (60.934, 45.737), (60.885, 45.7), (60.923, 45.635),
    (61.005, 45.706), (61.102, 45.731), (61.139, 45.71), (61.249, 45.658), (61.254, 45.59), (61.204, 45.533), (61.285, 45.457), (61.378, 45.364),
    (61.448, 45.322), (61.476, 45.213), (61.519, 45.157), (61.594, 45.169), (61.668, 45.182), (61.727, 45.178), (61.804, 45.154), (61.734, 45.146),
    (61.678, 45.083), (61.71, 45.02), (61.771, 45.08), (61.834, 45.032), (61.939, 45.028), (61.909, 45.001), (61.834, 44.992), (61.798, 44.957),
    (61.722, 44.896), (61.662, 44.859), (61.592, 44.814), (61.482, 44.76), (61.398, 44.71), (61.266, 44.658), (61.18, 44.67), (61.111, 44.642),
    (61.149, 44.613), (61.055, 44.567), (61.122, 44.466), (61.107, 44.427), (61.202, 44.425), (61.156, 44.39), (61.152, 44.303), (61.107, 44.334),
    (61.104, 44.215), (61.029, 44.346), (61.046, 44.147), (60.996, 44.214), (60.956, 44.325), (60.949, 44.21), (60.886, 44.205), (60.853, 44.063),
    (60.784, 44.019), (60.7, 44.026), (60.719, 43.928), (60.763, 43.874), (60.818, 43.925), (60.86, 43.891), (60.877, 43.818), (60.918, 43.828),
    (60.973, 43.827), (61.002, 43.802), (60.965, 43.717), (60.988, 43.649)]
ARAL_SOUTH = [(58.27, 45.06), (58.36, 45.2), (58.47, 45.36), (58.55, 45.5), (58.62, 45.66), (58.66, 45.78), (58.74, 45.8), (58.77, 45.7),
              (58.7, 45.52), (58.62, 45.35), (58.55, 45.18), (58.5, 45.0), (58.47, 44.82), (58.44, 44.6), (58.42, 44.42), (58.36, 44.28),
              (58.29, 44.3), (58.24, 44.44), (58.3, 44.58), (58.26, 44.7), (58.21, 44.82), (58.22, 44.93)]
SYR = [(71.6, 40.9), (69.65, 40.25), (68.7, 40.85), (68.2, 42.0), (67.4, 43.2), (66.6, 44.2), (65.5, 44.85), (64.1, 45.4), (62.9, 45.7), (62.12, 45.77), (61.5, 45.98), (61.05, 46.04)]
AMU = [(69.4, 37.1), (67.3, 37.2), (65.8, 37.6), (64.6, 38.4), (63.6, 39.1), (62.3, 40.1), (61.6, 41.1), (60.6, 41.75), (59.9, 42.35), (59.25, 42.8), (59.05, 43.3)]
BALKHASH = [(78.99, 46.75), (79.25, 46.65), (78.89, 46.37), (78.45, 46.3), (77.21, 46.4), (75.61, 46.51), (75.46, 46.67), (75.41, 46.47),
            (74.91, 46.4), (74.77, 46.11), (74.28, 46.0), (74.1, 44.99), (73.44, 45.61), (73.44, 45.81), (73.74, 46.01), (73.68, 46.18),
            (74.02, 46.2), (74.09, 46.43), (74.94, 46.82), (76.2, 46.78), (77.18, 46.64), (77.86, 46.65), (78.3, 46.47), (78.4, 46.66)]


def aral_north():
    """The northern basin now: the old shore north of the strait that the Kokaral dike closed in 2005."""
    ring = [p for p in ARAL_1960 if p[1] > 46.05 and p[0] > 59.46]
    return ring + [(60.78, 46.07), (60.6, 46.06), (60.35, 46.09), (60.1, 46.06), (59.95, 46.07), (59.75, 46.1), (59.6, 46.08)]


def lakes(m, aral=True):
    for ring in [smooth(BALKHASH, 5)] + ([aral_north(), ARAL_SOUTH] if aral else []):
        m.parts.append(path(m.shape([[[*ring, ring[0]]]]), fill=m.sea, stroke="#8fa3a8", stroke_width="1.1"))


def map_aral():
    m = Map(60.3, 44.85, 780, centre=(800, 500))
    m.ground()
    m.parts.append(path(m.country("Kazakhstan"), fill="#f3ecdd"))
    m.parts.append(path(m.country("Uzbekistan"), fill="#efe3c9"))
    m.parts.append(path(m.country("Turkmenistan"), fill="#ebe0cc"))
    for river in (SYR, AMU):
        m.parts.append(stroke(m.trace(smooth(river), .2), STEEL, 3.4, stroke_linecap="round"))
    old = m.shape([[[*ARAL_1960, ARAL_1960[0]]]])
    m.defs.append(tag("pattern", line(0, 4, 14, 4, STEEL, 1.5), id="dry", width=14, height=8, patternUnits="userSpaceOnUse"))
    m.parts.append(path(old, fill="#eef0ea"))
    m.parts.append(path(old, fill="url(#dry)", opacity=".55"))
    m.parts.append(stroke(old, RED, 2.4, stroke_linejoin="round"))
    m.lay()
    for s in (aral_north(), smooth(ARAL_SOUTH, 4)):
        shape = m.shape([[[*s, s[0]]]])
        m.over.append(path(shape, fill=BLUE, stroke=BLUE, stroke_width="1.5", stroke_linejoin="round"))
    m.graticule(2)
    m.over.append(stroke(m.trace([(60.7, 46.05), (60.8, 46.055), (60.92, 46.1)], .05), RED, 7, stroke_linecap="round"))
    for x, y in ((61.67, 46.8), (62.15, 45.77), (63.31, 45.62), (59.03, 43.77), (59.6, 42.46), (60.63, 41.55)):
        m.dot(x, y)
    m.bar(150)
    return m.done()


def map_caspian():
    m = Map(48.6, 42.6, 2250, reach=22, sea="#c3d2d6", centre=(800, 500))
    m.ground()
    m.light(["Russia", "Iran"], "#ead9b4", "#8a6a1f", 12, 1.8, ".25")
    m.light("Kazakhstan", BLUSH, RED, 12, 1.8)
    m.light("Azerbaijan", "#c9d5de", BLUE, 12, 1.8)
    m.light("Turkmenistan", "#d9dfc6", "#5d6b35", 12, 1.8)
    m.lay()
    m.graticule(5)
    m.over.append(stroke(m.trace(smooth([(53.4, 46.15), (51.9, 47.0), (49.6, 46.75), (48.05, 46.5), (46.0, 45.4), (43.4, 45.55), (40.57, 45.43), (38.6, 45.0), (37.8, 44.7)]), .3),
                         PAPER, 8, stroke_linecap="round"))
    m.over.append(stroke(m.trace(smooth([(53.4, 46.15), (51.9, 47.0), (49.6, 46.75), (48.05, 46.5), (46.0, 45.4), (43.4, 45.55), (40.57, 45.43), (38.6, 45.0), (37.8, 44.7)]), .3),
                         RED, 4.4, stroke_linecap="round"))
    for x, y in ((51.17, 43.65), (49.86, 40.4), (53.0, 40.02), (48.04, 46.35), (51.88, 47.12), (53.4, 46.15), (37.77, 44.72), (47.5, 42.98), (49.47, 37.47), (51.42, 35.69)):
        m.dot(x, y)
    m.dot(51.17, 43.65, r=8, fill=RED)
    m.bar(400)
    return m.done()


def map_ukraine():
    m = Map(31.4, 48.3, 1850, reach=18, centre=(800, 505))
    m.ground()
    m.light("Ukraine", BLUSH, RED, 18, 2.4)
    m.lay()
    m.graticule(5)
    m.dot(30.52, 50.45, capital=True)
    for x, y in ((24.03, 49.84), (36.23, 49.99), (30.72, 46.48), (35.05, 48.46), (37.8, 48.0), (34.1, 44.95), (28.86, 47.02), (27.56, 53.9), (19.05, 47.5), (26.1, 44.43), (21.01, 52.23), (37.62, 55.75), (33.53, 44.6)):
        m.dot(x, y, r=4.8)
    m.bar(300)
    return m.done()


def map_belarus():
    m = Map(28.0, 53.7, 1080, reach=14, centre=(800, 500))
    m.ground()
    m.light("Belarus", BLUSH, RED, 20, 2.6)
    m.lay()
    m.graticule(2)
    m.dot(27.56, 53.9, "Minsk", capital=True, dx=18)
    m.dot(23.85, 52.57, r=9, fill=RED)
    for x, y in ((23.7, 52.1), (23.83, 53.68), (30.34, 53.9), (30.98, 52.43), (30.2, 55.19), (25.28, 54.69), (30.52, 50.45), (32.05, 54.78), (21.01, 52.23), (24.1, 56.95)):
        m.dot(x, y, r=4.8)
    m.bar(200)
    return m.done()


def map_antarctica():
    m = Map(0, -90, project=azimuthal(0, -90), scale=735, reach=62, centre=(800, 500), km=10000, sea="#c9d6d8")
    m.reach = 62
    m.ground(fill=PAPER)
    m.lay()
    ring = lambda lat, a, b: m.trace([(a + (b - a) * k / 120, lat) for k in range(121)])
    fine = "".join(m.trace([(lon, lat) for lat in range(-88, -29)]) for lon in range(-180, 180, 15))
    m.over.append(stroke(fine, BLUE, .9, opacity=".16"))
    for lat in (-80, -70, -50, -40):
        m.over.append(stroke(ring(lat, -180, 180), BLUE, 1.1, opacity=".25"))
    # the seven claims, as bars between the treaty line and the pole's parallels; nothing in the unclaimed sector
    claims = [(-20, 45, 0, STEEL), (45, 136, 0, BLUE), (142, 160, 0, BLUE), (136, 142, 0, DUNE), (160, 210, 0, STEEL),
              (-90, -53, 2, "#8a6a1f"), (-74, -25, 1, STEEL), (-80, -20, 0, BLUE)]
    for a, b, row, colour in claims:
        lat = -61.5 - row * 1.05
        m.over.append(stroke(ring(lat, a + .4, b - .4), colour, 8, opacity=".95"))
    m.over.append(stroke(ring(-60, -180, 180), PAPER, 9))
    m.over.append(stroke(ring(-60, -180, 180), RED, 4.6))
    for x, y in PLACES["ATA"].values():
        if y < -64.5:
            m.dot(x, y, r=3.4)
    x, y = m.at(0, -90)
    m.over += [line(x - 12, y, x + 12, y, RED, 2.4), line(x, y - 12, x, y + 12, RED, 2.4)]
    for lat in (-80, -70):
        x, y = m.at(0, lat)
        m.over.append(text(x + 7, y - 6, f"{-lat}°", 17, BLUE, opacity=".8"))
    x, y = m.at(-104, -58.2)
    m.over.append(text(x - 8, y + 6, "60°", 24, RED, "end", font_weight="bold"))
    m.bar(2000)
    return m.done()


def map_panama():
    m = Map(-80.1, 8.5, 760, "detail-10m.json", centre=(800, 490))
    m.ground()
    m.light("Panama", BLUSH, RED, 18, 2.4)
    m.lay()
    m.graticule(1)
    canal = [(-79.92, 9.39), (-79.92, 9.27), (-79.83, 9.19), (-79.72, 9.12), (-79.66, 9.05), (-79.58, 8.98), (-79.55, 8.91)]
    line_ = m.trace(smooth(canal), .02)
    m.over.append(stroke(line_, BLUE, 16 / 6371 * m.scale, opacity=".22", stroke_linecap="butt"))
    m.over.append(stroke(line_, PAPER, 7, stroke_linecap="round"))
    m.over.append(stroke(line_, BLUE, 4, stroke_linecap="round"))
    for x, y, label, dx, dy, anchor in ((-79.9, 9.36, "Colón", -14, -8, "end"), (-82.43, 8.43, "David", 13, -8, "start")):
        m.dot(x, y, label, dx=dx, dy=dy, anchor=anchor)
    m.dot(-79.53, 8.98, capital=True)
    m.bar(100)
    return m.done()


def map_suez():
    m = Map(32.6, 30.0, 560, "detail-10m.json", centre=(800, 510))
    m.ground()
    m.light("Egypt", BLUSH, RED, 18, 2.4)
    m.lay()
    m.graticule(1)
    canal = [(32.31, 31.27), (32.31, 30.9), (32.32, 30.6), (32.3, 30.5), (32.38, 30.35), (32.52, 30.2), (32.56, 30.05), (32.56, 29.93)]
    m.over.append(stroke(m.trace(smooth(canal), .02), PAPER, 10, stroke_linecap="round"))
    m.over.append(stroke(m.trace(smooth(canal), .02), BLUE, 6, stroke_linecap="round"))
    m.over.append(stroke(m.trace(smooth(canal), .02), PAPER, 1.6, stroke_linecap="round"))
    m.dot(31.24, 30.04, capital=True)
    for x, y, label, dx, dy, anchor in ((32.3, 31.26, "", 14, -6, "start"), (32.27, 30.6, "", -14, 6, "end"), (32.53, 29.97, "", 14, 6, "start"),
                                       (34.28, 27.86, "", 0, 0, "start"), (33.8, 31.13, "", 0, 0, "start"), (29.92, 31.2, "", 0, 0, "start"), (34.27, 31.3, "", 0, 0, "start")):
        m.dot(x, y, label, dx=dx, dy=dy, anchor=anchor)
    m.bar(100)
    return m.done()


def map_meridians():
    m = Map(-14, 30, project=globe(-14, 30), scale=705, km=12000, centre=(800, 560), sea=SEA)
    m.reach, m.limb, m.least = 96, True, 4
    x, y = m.centre
    land = "".join(m.country(n) for n in m.atlas.countries)
    m.parts.append(rect(0, 0, 1600, 1000, fill=PAPER))
    for k in range(-40, 60):
        m.parts.append(line(0, 500 + k * 22, 1600, 500 + k * 22, SAND, .9, opacity=".55"))
    m.parts.append(circle(x, y, 705, fill=SEA))
    m.defs.append(tag("clipPath", circle(x, y, 705), id="disc"))
    m.parts.append(group([path(land, fill=LAND, stroke="#8fa3a8", stroke_width="1.1")], clip_path="url(#disc)"))
    whole = lambda lon: m.trace([(lon, lat) for lat in range(-89, 90)])
    m.over.append(stroke("".join(whole(lon) for lon in range(-180, 180, 15)), BLUE, 1, opacity=".3"))
    m.over.append(stroke("".join(m.trace([(lon, lat) for lon in range(-180, 181, 2)]) for lat in range(-75, 76, 15)), BLUE, 1, opacity=".22"))
    for lon in (-77.05, -43.17, -17.66, -9.19, -6.2, 2.337, 12.45, 18.06, 30.33):
        m.over.append(stroke(whole(lon), BLUE, 2.2, opacity=".85"))
    m.over.append(stroke(whole(0), PAPER, 8))
    m.over.append(stroke(whole(0), RED, 4.6))
    for px, py in ((-77.05, 38.92), (-43.17, -22.9), (-17.66, 27.75), (-9.19, 38.71), (-6.2, 36.46), (2.337, 48.84), (12.45, 41.92), (18.06, 59.34), (30.33, 59.77)):
        m.dot(px, py, fill=BLUE, r=5)
    m.dot(0, 51.48, fill=RED, r=8)
    m.over.append(circle(x, y, 705, fill="none", stroke=BLUE, stroke_width="2"))
    m.over.append(circle(x, y, 716, fill="none", stroke=BLUE, stroke_width="1"))
    return m.done()


def map_iberia():
    m = Map(-4.0, 39.75, 1760, "detail-10m.json", centre=(860, 470))
    m.ground()
    m.light("Spain", BLUSH, RED, 18, 2.3)
    m.lay()
    m.graticule(2)
    m.dot(-3.70, 40.42, "Madrid", capital=True, dx=18)
    for x, y in ((2.17, 41.39), (-5.98, 37.39), (-0.38, 39.47), (-2.93, 43.26), (-8.54, 42.88), (-4.02, 39.86), (-5.66, 40.97), (-3.6, 37.18), (-5.0, 41.5), (-0.88, 41.65), (2.65, 39.57), (-5.32, 35.89), (-2.94, 35.29), (-9.14, 38.72), (-8.61, 41.15)):
        m.dot(x, y, r=4.8)
    # the Canary Islands, at the scale of the map
    c = Map(-15.75, 28.45, 1760, "detail-10m.json", centre=(250, 880))
    c.W, c.H = 1600, 1000
    c.reach = 6
    shape = c.shape([p for p in c.atlas.countries["Spain"] if all(x < -12 for x, _ in p[0])])
    m.over.append(rect(-20, 760, 510, 260, fill=SEA, stroke=INK, stroke_width="1.3"))
    m.over.append(rect(-20, 765, 505, 260, fill="none", stroke=INK, stroke_width=".6"))
    for wide in (17, 8.5):
        m.over.append(stroke(shape, SEALINE, wide + 2.4, stroke_linejoin="round") + stroke(shape, SEA, wide, stroke_linejoin="round"))
    m.over.append(path(shape, fill=BLUSH, stroke=RED, stroke_width="2"))
    for x, y in ((-15.43, 28.12), (-16.25, 28.47)):
        px, py = c.at(x, y)
        m.over.append(circle(px, py, 4.8, fill=INK, stroke=PAPER, stroke_width="2"))
    m.bar(200)
    return m.done()


ROUTES = [
    [(-1.237, 43.163), (-1.319, 43.009), (-1.644, 42.817), (-1.814, 42.672), (-2.03, 42.67), (-2.445, 42.466), (-2.953, 42.44), (-3.704, 42.341), (-4.138, 42.288),
     (-4.602, 42.338), (-5.03, 42.371), (-5.567, 42.599), (-6.056, 42.457), (-6.59, 42.546), (-7.043, 42.708), (-7.414, 42.78), (-8.015, 42.914), (-8.545, 42.88)],
    [(-1.79, 43.338), (-1.98, 43.31), (-2.935, 43.263), (-3.81, 43.44), (-4.755, 43.4), (-5.661, 43.5), (-6.535, 43.52), (-7.04, 43.5), (-7.363, 43.428), (-8.02, 43.04), (-8.16, 42.93)],
    [(-5.845, 43.362), (-6.415, 43.337), (-7.067, 43.125), (-7.556, 43.012), (-8.015, 42.914)],
    [(-9.139, 38.722), (-8.687, 39.236), (-8.41, 39.603), (-8.429, 40.208), (-8.629, 41.158), (-8.585, 41.767), (-8.644, 42.03), (-8.644, 42.431), (-8.545, 42.88)],
    [(-5.984, 37.389), (-6.417, 38.425), (-6.346, 38.916), (-6.372, 39.476), (-6.09, 40.03), (-5.664, 40.965), (-5.745, 41.503), (-6.056, 42.457)],
    [(-5.745, 41.503), (-6.63, 42.055), (-7.864, 42.336), (-8.545, 42.88)],
    [(-.527, 42.795), (-.55, 42.57), (-1.283, 42.575), (-1.814, 42.672)],
    [(2.352, 48.857), (1.909, 47.903), (.689, 47.394), (.34, 46.58), (-.633, 45.745), (-.579, 44.838), (-1.054, 43.71), (-1.07, 43.25), (-1.237, 43.163)],
    [(3.748, 47.466), (3.159, 46.99), (2.0, 46.3), (1.261, 45.834), (.721, 45.184), (-.2, 44.5), (-.5, 43.89), (-1.07, 43.25)],
    [(3.885, 45.043), (2.397, 44.6), (1.441, 44.448), (1.085, 44.104), (-.262, 43.7), (-1.07, 43.25)],
    [(4.628, 43.677), (3.877, 43.611), (2.2, 43.6), (1.444, 43.605), (.586, 43.646), (-.606, 43.194), (-.527, 42.795)],
]


def map_camino():
    m = Map(-2.9, 43.35, 1720, reach=15, centre=(800, 500))
    m.ground()
    m.light("Spain", "#f0dfcf", RED, 12, 1.5, ".16")
    m.lay()
    m.graticule(2)
    for i, route in enumerate(ROUTES):
        data = m.trace(smooth(route, 6), .2)
        m.over.append(stroke(data, LAND, 7 if i else 10, stroke_linecap="round", stroke_linejoin="round"))
    for i, route in enumerate(ROUTES[1:]):
        m.over.append(stroke(m.trace(smooth(route, 6), .2), BLUE, 2.8, stroke_linecap="round", stroke_linejoin="round"))
    m.over.append(stroke(m.trace(smooth(ROUTES[0], 6), .2), RED, 5.4, stroke_linecap="round", stroke_linejoin="round"))
    for x, y in ((-1.237, 43.163), (-1.644, 42.817), (-2.445, 42.466), (-3.704, 42.341), (-5.567, 42.599), (-6.59, 42.546)):
        m.dot(x, y, r=5.5, fill=RED)
    for x, y in ((2.352, 48.857), (3.748, 47.466), (3.885, 45.043), (4.628, 43.677), (.689, 47.394), (-.579, 44.838), (1.444, 43.605), (1.261, 45.834), (1.085, 44.104), (-1.79, 43.338), (-2.935, 43.263), (-3.81, 43.44),
                 (-5.845, 43.362), (-8.629, 41.158), (-9.139, 38.722), (-5.664, 40.965), (-6.346, 38.916), (-7.556, 43.012), (-7.864, 42.336)):
        m.dot(x, y, r=4.4, fill=BLUE)
    x, y = m.at(-8.545, 42.88)
    m.over += [circle(x, y, 15, fill=PAPER, stroke=RED, stroke_width="3"), circle(x, y, 7, fill=RED)]
    m.bar(200)
    return m.done()


TREATY_CITIES = [(-77.04, 38.9), (-74.0, 40.71), (-122.42, 37.77), (-99.13, 19.43), (-79.52, 8.98), (-77.92, 18.47), (-43.2, -22.91), (-58.38, -34.6), (-79.38, 43.65), (-73.57, 45.5),
                 (-21.9, 64.15), (2.35, 48.86), (6.15, 46.2), (16.37, 48.21), (-3.7, 40.42), (-5.0, 41.5), (4.3, 52.07), (12.5, 41.9), (10.75, 59.91), (24.94, 60.17), (13.4, 52.52), (19.05, 47.5),
                 (23.85, 52.57), (37.62, 55.75), (26.1, 44.43), (28.86, 47.02), (76.9, 43.25), (69.24, 41.31), (51.17, 43.65), (139.69, 35.69), (135.77, 35.01), (151.2, -33.87), (39.27, -6.8), (38.75, 9.02), (36.82, -1.29), (30.52, 50.45), (31.24, 30.04), (-17.45, 14.69), (100.5, 13.75), (116.4, 39.9), (77.2, 28.6), (106.8, -6.2), (-0.13, 51.5), (-56.16, -34.9), (28.05, -26.2), (55.27, 25.2)]


def map_world_treaties():
    m = Map(11, 20, project=equal_earth(11), scale=372, km=12000, centre=(795, 410))
    m.reach, m.west, m.least = 181, -169, 4
    m.ground(rings=((9, 1.2),))
    m.lay()
    m.over.append(stroke("".join(m.trace([(lon, lat) for lat in range(-85, 86)]) for lon in range(-165, 195, 15)), BLUE, .9, opacity=".16"))
    m.over.append(stroke("".join(m.trace([(lon, lat) for lon in range(-169, 192, 2)]) for lat in range(-60, 80, 15)), BLUE, 1.2, opacity=".25"))
    px, py = m.at(16.37, 48.21)
    for lon, lat in TREATY_CITIES:
        m.over.append(stroke(m.trace(great_circle(16.37, 48.21, lon, lat), 5), RED, 1.1, opacity=".38"))
    for lon, lat in TREATY_CITIES:
        x, y = m.at(lon, lat)
        m.over.append(circle(x, y, 10, fill="none", stroke=RED, stroke_width="1.2", opacity=".7"))
        m.over.append(circle(x, y, 4.8, fill=RED, stroke=PAPER, stroke_width="1.4"))
    m.over += [circle(px, py, 15, fill=PAPER, stroke=RED, stroke_width="2.6"), circle(px, py, 7.5, fill=RED)]
    return m.done()


def great_circle(lon1, lat1, lon2, lat2, steps=60):
    def v(lon, lat):
        a, b = math.radians(lon), math.radians(lat)
        return math.cos(b) * math.cos(a), math.cos(b) * math.sin(a), math.sin(b)
    p, q = v(lon1, lat1), v(lon2, lat2)
    w = math.acos(max(-1, min(1, sum(a * b for a, b in zip(p, q)))))
    if w < 1e-6:
        return [(lon1, lat1), (lon2, lat2)]
    out = []
    for i in range(steps + 1):
        t = i / steps
        x, y, z = ((math.sin((1 - t) * w) * a + math.sin(t * w) * b) / math.sin(w) for a, b in zip(p, q))
        out.append((math.degrees(math.atan2(y, x)), math.degrees(math.asin(max(-1, min(1, z))))))
    return out


# ------------------------------------------------------------------------------------------------ diagrams

def sheet(rule=True):
    """The paper of the diagrams: faint parallels."""
    o = []
    if rule:
        for y in range(40, 1000, 40):
            o.append(line(0, y, 1600, y, "#eadfc9", 1))
    return o


def graphic_csto():
    o = sheet(False)
    x = lambda year: 210 + (year - 1992) * (1270 / 32)
    rows = [("RU", [(1992.37, 2024.6)]), ("KZ", [(1992.37, 2024.6)]), ("KG", [(1992.37, 2024.6)]), ("TJ", [(1992.37, 2024.6)]), ("BY", [(1994.0, 2024.6)]),
            ("AM", [(1992.37, 2024.15)]), ("UZ", [(1992.37, 1999.3), (2006.62, 2012.97)]), ("AZ", [(1993.73, 1999.3)]), ("GE", [(1993.94, 1999.3)])]
    y = lambda i: 170 + i * 82
    for year in range(1992, 2025, 4):
        o.append(line(x(year), 110, x(year), 880, BORDER, 1, opacity=".65"))
        o.append(text(x(year), 930, str(year), 24, INK, "middle"))
    o.append(rect(x(2002.77), 110, x(2024.6) - x(2002.77), 770, fill=SEA, opacity=".55"))
    o.append(line(x(1994.3), 96, x(1994.3), 880, BLUE, 2, stroke_dasharray="3 6"))
    o.append(line(x(2002.77), 96, x(2002.77), 880, BLUE, 2.4))
    o.append(line(x(2022.02), 96, x(2022.02), 880, RED, 2.4))
    o.append(circle(x(2022.02), 96, 9, fill=RED))
    o.append(circle(x(2002.77), 96, 8, fill=BLUE))
    o.append(circle(x(1994.3), 96, 7, fill=PAPER, stroke=BLUE, stroke_width="2.4"))
    for i, (code, spans) in enumerate(rows):
        o.append(line(x(1992), y(i), x(2024.6), y(i), BORDER, 1))
        o.append(text(150, y(i) + 11, code, 32, INK if i < 6 else STEEL, "end", letter_spacing="2"))
        for a, b in spans:
            colour = BLUE if i < 6 else STEEL
            o.append(line(x(a), y(i), x(b), y(i), colour, 13))
            o.append(line(x(a), y(i), x(b), y(i), PAPER, 2.4))
            o.append(circle(x(a), y(i), 12, fill=colour, stroke=PAPER, stroke_width="3"))
            if b < 2024:
                o.append(circle(x(b), y(i), 11, fill=PAPER, stroke=colour, stroke_width="4"))
        if code == "AM":
            o.append(line(x(2024.15), y(i), x(2024.6), y(i), BLUE, 3, stroke_dasharray="4 4"))
    return document(1600, 1000, o, PAPER)


def graphic_ratification():
    o = sheet(False)
    left, right = 150, 1490
    steps = [250, 470, 900, 1180]          # initials, signature, deposit of the last one needed, entry into force
    o.append(rect(steps[3], 150, right - steps[3] + 110, 740, fill=BLUSH, opacity=".75"))
    n = 12
    y = lambda i: 190 + i * 60
    ratified = {0: 560, 1: 640, 2: 610, 3: 800, 5: 720, 6: 680, 8: 770, 9: 850, 10: 900, 4: 1310, 7: 1400}
    for i in range(n):
        r = ratified.get(i)
        o.append(line(left, y(i), steps[1], y(i), BORDER, 1.4))
        if r is None:
            o.append(line(steps[1], y(i), right + 30, y(i), STEEL, 1.6, stroke_dasharray="3 8"))
        else:
            o.append(line(steps[1], y(i), r, y(i), STEEL, 1.8))
            force = max(steps[3], r)
            o.append(line(r, y(i), force, y(i), BLUE, 4.5))
            o.append(line(force, y(i), right + 110, y(i), RED, 10))
            o.append(line(force, y(i), right + 110, y(i), PAPER, 1.8))
    for k, s in enumerate(steps):
        colour = RED if k == 3 else BLUE
        o.append(line(s, 128, s, 890, colour, 2.2 if k != 3 else 3.2, **({"stroke_dasharray": "2 6"} if k < 2 else {})))
        o.append(circle(s, 96, 32, fill=colour))
        o.append(text(s, 107, str(k + 1), 31, PAPER, "middle", font_weight="bold"))
    for i in range(n):
        o.append(line(steps[0] - 9, y(i) + 8, steps[0] + 1, y(i) - 8, INK, 2) + line(steps[0] - 1, y(i) + 8, steps[0] + 9, y(i) - 8, INK, 2))
        o.append(circle(steps[1], y(i), 10, fill=PAPER, stroke=BLUE, stroke_width="3.4"))
        if i in ratified:
            o.append(circle(ratified[i], y(i), 12, fill=RED if i == 10 else BLUE, stroke=PAPER, stroke_width="3"))
    o.append(line(900, 925, 1180, 925, INK, 1.6) + line(900, 915, 900, 935, INK, 1.6) + line(1180, 915, 1180, 935, INK, 1.6))
    for k in range(1, 10):
        o.append(line(900 + 28 * k, 920, 900 + 28 * k, 930, INK, 1.2))
    return document(1600, 1000, o, PAPER)


def badge(x, y, n, colour=RED, r=24):
    return circle(x, y, r, fill=colour, stroke=PAPER, stroke_width="3") + text(x, y + r * .36, str(n), r * 1.04, PAPER, "middle", font_weight="bold")


def graphic_embassy():
    o = [rect(0, 0, 1600, 1000, fill=SEA)]
    for k in range(26):
        o.append(line(0, 40 + k * 30, 1600, 40 + k * 30, PAPER, 1.2, opacity=".55"))
    o.append(rect(0, 790, 1600, 210, fill=SAND))
    for k in range(7):
        o.append(line(0, 812 + k * 29, 1600, 812 + k * 29, DUNE, 1, opacity=".55"))
    # house in section
    x0, x1, roof, floor = 420, 1240, 250, 790
    o.append(rect(x0 - 26, roof - 26, x1 - x0 + 52, 26, fill=BLUE))
    o.append(rect(x0 - 40, roof - 38, x1 - x0 + 80, 12, fill=NIGHT))
    o.append(rect(x0, roof, x1 - x0, floor - roof + 120, fill=BLUE))
    rooms = [(440, 268, 380, 150, 1, LAND), (840, 268, 180, 150, 2, LAND), (1040, 268, 180, 150, 3, HAZE),
             (440, 438, 250, 150, 4, LAND), (710, 438, 250, 150, 5, LAND), (980, 438, 240, 150, 6, LAND),
             (440, 608, 500, 182, 7, PAPER), (960, 608, 260, 182, 8, BLUSH), (440, 810, 780, 84, 9, STEEL)]
    for x, y, w, h, n, fill in rooms:
        o.append(rect(x, y, w, h, fill=fill))
    # room 1: a desk and two flags; 2: shelves; 3: cipher room; 4-6: sections; 7: hall; 8: counter
    o.append(rect(560, 372, 170, 8, fill=INK) + rect(575, 380, 8, 38, fill=INK) + rect(707, 380, 8, 38, fill=INK))
    o.append(line(775, 300, 775, 418, INK, 4) + rect(745, 304, 30, 62, fill=RED) + line(755, 304, 755, 366, PAPER, 2))
    for k in range(3):
        o.append(line(860, 340 + k * 32, 1000, 340 + k * 32, INK, 3))
        for j in range(12):
            h = 16 + (j * 7 + k * 5) % 9
            o.append(rect(864 + j * 11, 339 + k * 32 - h, 7, h, fill=(RED, BLUE, DUNE, STEEL)[(j + k * 3) % 4]))
    for k in range(7):
        o.append(line(1064, 324 + k * 12, 1196, 324 + k * 12, BLUE, 1.6, stroke_dasharray=f"{6 + k * 3 % 7} {4 + k % 3}"))
    for cx in (500, 610, 770, 880, 1040, 1140):
        o.append(rect(cx - 36, 548, 72, 6, fill=INK) + rect(cx - 30, 554, 5, 34, fill=INK) + rect(cx + 25, 554, 5, 34, fill=INK) + rect(cx - 14, 518, 34, 24, fill="none", stroke=INK, stroke_width="3") + line(cx + 3, 542, cx + 3, 548, INK, 3))
    for k in range(5):
        a = 540 + k * 90
        o.append(path(f"M{a - 26} 790V672a26 26 0 0 1 52 0V790Z", fill=HAZE if k != 2 else RED))
    o.append(rect(975, 716, 230, 10, fill=INK) + rect(985, 726, 210, 64, fill=ROSE))
    for k in range(4):
        o.append(line(1010 + k * 55, 640, 1010 + k * 55, 716, RED, 1.6))
    for k in range(16):
        if k:
            o.append(rect(458 + k * 48, 830, 34, 46, fill=NIGHT) + line(466 + k * 48, 842, 484 + k * 48, 842, HAZE, 2))
    # flag, aerial, wall and gate
    o.append(line(830, 212, 830, 70, INK, 5) + path("M833 74q32 -14 62 0t62 0v72q-32 14 -62 0t-62 0Z", fill=RED))
    o.append(stroke("M833 98q32 -14 62 0t62 0M833 122q32 -14 62 0t62 0", PAPER, 3))
    o.append(line(1150, 212, 1150, 110, INK, 4) + line(1120, 132, 1180, 132, INK, 3) + line(1128, 152, 1172, 152, INK, 3) + line(1136, 172, 1164, 172, INK, 3))
    for a, b in ((0, 150), (290, 420), (1240, 1600)):
        o.append(rect(a, 690, b - a, 100, fill=DUNE))
        o.append(line(a, 690, b, 690, INK, 5))
        for k in range(3):
            o.append(line(a, 715 + k * 25, b, 715 + k * 25, "#a8946b", 1.4))
    for k in range(11):
        o.append(line(156 + k * 13, 680, 156 + k * 13, 790, INK, 3.2))
    o.append(line(150, 700, 290, 700, INK, 3) + rect(140, 650, 16, 140, fill=NIGHT) + rect(284, 650, 16, 140, fill=NIGHT))
    spots = [(466, 294), (866, 294), (1066, 294), (466, 464), (736, 464), (1006, 464), (466, 634), (986, 634), (466, 836)]
    for (x, y), n in zip(spots, range(1, 10)):
        o.append(badge(x, y, n, r=20))
    o.append(badge(220, 620, 10, r=20))
    return document(1600, 1000, o, SEA)


def graphic_precedence():
    o = sheet(False)
    # three classes; inside each, rank is the order of arrival along the line of time
    groups = [(190, RED, [120, 210, 330, 395, 560, 730, 860, 1130], 30), (450, BLUE, [170, 300, 470, 520, 690, 1010], 24), (705, STEEL, [240, 610, 655, 940, 1210], 19)]
    n = 0
    for y, colour, xs, r in groups:
        o.append(rect(0, y - 95, 1600, 190, fill=colour, opacity=".07"))
        o.append(line(110, y + 62, 1490, y + 62, INK, 1.6))
        o.append(line(110, y + 68, 1490, y + 68, INK, .8))
        for k in range(24):
            o.append(line(110 + k * 60, y + 55, 110 + k * 60, y + 62, INK, 1.2))
        for x in xs:
            n += 1
            o.append(line(x + 130, y - 20 + r, x + 130, y + 62, colour, 2))
            o.append(circle(x + 130, y + 62, 5, fill=colour))
            o.append(circle(x + 130, y - 20, r, fill=colour, stroke=PAPER, stroke_width="3"))
            o.append(text(x + 130, y - 20 + r * .36, str(n), r * .98, PAPER, "middle", font_weight="bold"))
        o.append(path(f"M1490 {y + 56}l16 9l-16 9Z", fill=INK))
    for k, (y, colour, xs, r) in enumerate(groups):
        for j in range(3 - k):
            o.append(rect(52, y - 40 + j * 22, 46, 9, fill=colour))
    o.append(line(0, 900, 1600, 900, BORDER, 1) + line(0, 910, 1600, 910, BORDER, 1))
    o.append(text(130, 952, "1", 26, INK, "middle"))
    o.append(line(160, 943, 1440, 943, INK, 1.4) + path("M1440 936l14 7l-14 7Z", fill=INK))
    o.append(text(1480, 952, str(n), 26, INK, "middle"))
    return document(1600, 1000, o, PAPER)


def graphic_seating():
    o = [rect(0, 0, 1600, 1000, fill=NIGHT)]
    for k in range(26):
        o.append(line(0, k * 40, 1600, k * 40, BLUE, 1.2))
    x0, y0, w, h = 190, 330, 1220, 340
    o.append(rect(x0, y0, w, h, fill=PAPER, rx=170))
    o.append(rect(x0 + 12, y0 + 12, w - 24, h - 24, fill="none", stroke=DUNE, stroke_width="1.4", rx=158))
    o.append(rect(x0 + 110, 492, w - 220, 16, fill=BLUSH))
    o.append(line(x0 + 110, 488, x0 + w - 110, 488, RED, 1.6) + line(x0 + 110, 512, x0 + w - 110, 512, RED, 1.6))
    for k in range(7):
        o.append(circle(x0 + 170 + k * 146.7, 500, 13, fill=PAPER, stroke=RED, stroke_width="2"))
        o.append(circle(x0 + 170 + k * 146.7, 500, 5, fill=RED))
    # nine on each side; the hosts face each other in the middle, and honour falls off to right and left in turn
    xs = [800 + (k - 4) * 122 for k in range(9)]
    top = ["8", "5", "4", "1", "", "2", "3", "6", "7"]
    bottom = ["7", "6", "3", "2", "", "1", "4", "5", "8"]
    for side, labels in ((0, top), (1, bottom)):
        y = 250 if side == 0 else 750
        plate = y0 + 62 if side == 0 else y0 + h - 62
        for k, (x, n) in enumerate(zip(xs, labels)):
            o.append(circle(x, plate, 27, fill="none", stroke=DUNE, stroke_width="1.6") + circle(x, plate, 19, fill="none", stroke=DUNE, stroke_width="1"))
            host = not n
            own = (k % 2 == 0) != (side == 1)
            colour = RED if own else STEEL
            r = 50 if host else 40
            o.append(rect(x - r, y - r * (1.22 if side == 0 else -.98), 2 * r, r * .24, fill=colour, opacity=".9", rx=5))
            o.append(circle(x, y, r, fill=colour))
            if host:
                o.append(circle(x, y, 34, fill="none", stroke=PAPER, stroke_width="3") + circle(x, y, 12, fill=PAPER))
            else:
                o.append(text(x, y + 13, n, 36, PAPER, "middle", font_weight="bold"))
    return document(1600, 1000, o[:27] + [group(o[27:], transform="translate(800 500) scale(1.16) translate(-800 -500)")], NIGHT)


def graphic_timezones():
    m = Map(0, 18, project=mercator, scale=1600 / (2 * math.pi), km=12000, centre=(800, 560))
    m.reach, m.copies = 181, (0, -360)
    m.origin = mercator(0, 18)
    land = "".join(m.country(n) for n in m.atlas.countries if n != "Antarctica")
    m.parts.append(rect(0, 0, 1600, 1000, fill=SEA))
    m.parts.append(path(land, fill=LAND, stroke="#8fa3a8", stroke_width=".8"))
    per = 1600 / 24
    for k in range(-12, 13):
        x = 800 + (k - .5) * per
        if k % 2:
            m.parts.append(rect(x, 0, per, 1000, fill=BLUE, opacity=".13"))
    m.parts.append(stroke(m.mesh([a for a, _ in m.atlas.shared]), BORDER, .8))
    for name, colour in (("Spain", RED), ("China", RED), ("India", RED)):
        m.parts.append(path(m.country(name), fill=colour, stroke=PAPER, stroke_width=".8"))
    for k in range(-12, 13):
        m.over.append(line(800 + k * per, 92, 800 + k * per, 1000, BLUE, 1, opacity=".28"))
    m.over.append(line(800, 92, 800, 1000, PAPER, 5) + line(800, 92, 800, 1000, RED, 2.6))
    m.over.append(rect(0, 0, 1600, 92, fill=NIGHT))
    m.over.append(line(0, 98, 1600, 98, NIGHT, 2))
    for k in range(-11, 12):
        label = "0" if k == 0 else f"+{k}" if k > 0 else f"−{-k}"
        x = 800 + k * per
        if k == 0:
            m.over.append(circle(x, 46, 27, fill=RED))
        m.over.append(text(x, 56, label, 26, PAPER, "middle"))
    return m.done()


# ------------------------------------------------------------------------------------------------ illustrations

AW, AH = 1600, 1067


def art(inner, background):
    return document(AW, AH, inner, background)


def art_parallels():
    o = []
    cx, cy, R = 1010, 533, 380
    for i, y in enumerate(range(-10, 1090, 28)):
        half = math.sqrt(max(0, R * R - (y - cy) ** 2))
        o.append(line(0, y, AW, y, STEEL, 1.6, opacity=".75"))
        if half:
            o.append(line(cx - half, y, cx + half, y, PAPER, 13))
    o.append(line(0, 550, AW, 550, NIGHT, 16))
    o.append(line(0, 550, AW, 550, RED, 9))
    return art(o, NIGHT)


def art_columns():
    o = [rect(0, 0, AW, AH, fill=SAND)]
    for k in range(30):
        o.append(line(0, 20 + k * 24, AW, 20 + k * 24, DUNE, 1, opacity=".4"))
    o.append(rect(0, 0, AW, 96, fill=BLUE) + rect(0, 108, AW, 10, fill=BLUE) + line(0, 132, AW, 132, BLUE, 2))
    for k in range(6):
        cx, w = 150 + k * 262, 118
        red = k == 3
        body, shade = (RED, "#6f171d") if red else (PAPER, BLUE)
        o.append(path(d([(cx + w / 2, 205), (cx + w / 2 + 165, 900), (cx + w / 2 - 10, 900)], True), fill=DUNE, opacity=".55"))
        o.append(rect(cx - w / 2 - 22, 140, w + 44, 24, fill=shade if not red else body))
        o.append(rect(cx - w / 2 - 10, 168, w + 20, 18, fill=body))
        o.append(rect(cx - w / 2, 190, w, 700, fill=body))
        for j in range(1, 14):
            t = math.pi * j / 14
            x = cx - w / 2 * math.cos(t)
            o.append(line(x, 206, x, 874, shade if not red else PAPER, 1.4 + 3.4 * (j / 14) ** 2 if not red else 1.6, opacity=".85" if not red else ".6"))
        o.append(rect(cx - w / 2 - 10, 890, w + 20, 16, fill=body) + rect(cx - w / 2 - 22, 908, w + 44, 22, fill=shade if not red else body))
    o.append(rect(0, 930, AW, 40, fill=PAPER) + rect(0, 976, AW, 40, fill=MIST) + rect(0, 1022, AW, 45, fill=HAZE))
    return art(o, SAND)


def art_waves():
    o = [rect(0, 0, AW, AH, fill=PAPER)]
    for k in range(15):
        o.append(line(0, 40 + k * 26, AW, 40 + k * 26, SAND, 1.2))
    o.append(circle(1110, 420, 190, fill=RED))
    rows = 26
    for i in range(rows):
        t = i / (rows - 1)
        y0 = 420 + 640 * t ** 1.45
        amp = 3 + 36 * t
        length = 210 + 330 * t
        points = []
        for x in range(-20, AW + 41, 10):
            ph = x / length * 2 * math.pi + i * .83
            points.append((x, y0 + amp * (math.sin(ph) + .35 * math.sin(2.1 * ph + 1.3 + i))))
        mix = SEA if i < 2 else ("#c2d0d3" if i < 8 else ("#93aaba" if i < 14 else ("#4f6d8c" if i < 20 else BLUE)))
        o.append(path(d(points) + f"L{AW + 40} {AH + 20}L-20 {AH + 20}Z", fill=mix, stroke=BLUE if i < 14 else PAPER, stroke_width=num(1 + 1.6 * t), stroke_opacity=".75"))
    return art(o, PAPER)


def art_books():
    o = []
    for k in range(34):
        o.append(line(0, 16 + k * 32, AW, 16 + k * 32, "#274667", 1.2))
    base = 900
    widths = [92, 58, 120, 44, 76, 104, 50, 136, 62, 88, 46, 110, 70]
    heights = [560, 640, 500, 600, 680, 540, 620, 580, 660, 520, 600, 470, 560]
    fills = [PAPER, SAND, STEEL, PAPER, RED, HAZE, SAND, PAPER, STEEL, SAND, PAPER, HAZE, DUNE]
    x = 196
    for i, (w, h, f) in enumerate(zip(widths, heights, fills)):
        dark = PAPER if f in (RED, STEEL) else BLUE
        book = [rect(0, -h, w - 5, h, fill=f)]
        for b in ((.08, .1), (.84, .86))[:2]:
            for t in b:
                book.append(line(0, -h * (1 - t), w - 5, -h * (1 - t), dark, 2.4))
        if i % 3 != 1:
            for k in range(3 + i % 3):
                book.append(line(w * .24, -h * .72 + k * 14, w * .76 - 5, -h * .72 + k * 14, dark, 2.2))
        else:
            for k in range(int((w - 5) / 12)):
                book.append(line(9 + k * 12, -h * .78, 9 + k * 12, -h * .26, dark, 1.6))
        if i == 11:
            o.append(group(book, transform=f"translate({x + 108} {base}) rotate(-13)"))
            x += w + 150
        elif i == 12:
            o.append(group(book, transform=f"translate({x + 6} {base})"))
            x += w
        else:
            o.append(group(book, transform=f"translate({x} {base})"))
            x += w
    o.append(rect(0, base, AW, 18, fill=DUNE) + rect(0, base + 18, AW, 149, fill=NIGHT))
    for k in range(6):
        o.append(line(0, base + 40 + k * 24, AW, base + 40 + k * 24, BLUE, 1.4))
    return art(o, BLUE)


def art_staff():
    o = []
    mid = lambda x: 540 + 150 * math.sin(x / 1600 * 2 * math.pi * .95 + .5)
    gap = lambda x: 52 + 18 * math.sin(x / 1600 * 2 * math.pi + 2)
    for k in range(-2, 3):
        o.append(stroke(d([(x, mid(x) + k * gap(x)) for x in range(-20, AW + 21, 10)]), BLUE, 4.2))
    notes = [(190, 1), (330, -.5), (470, -1), (600, 0), (740, .5), (1010, -1), (1140, 1.5), (1275, 0), (1410, -1.5)]
    for i, (x, k) in enumerate(notes):
        y = mid(x) + k * gap(x)
        slope = math.degrees(math.atan((mid(x + 5) - mid(x - 5)) / 10))
        o.append(tag("ellipse", cx=num(x), cy=num(y), rx=34, ry=25, fill=NIGHT, transform=f"rotate({num(slope - 18)} {num(x)} {num(y)})"))
        up = k >= 0
        o.append(line(x + (31 if up else -31), y, x + (31 if up else -31), y + (-210 if up else 210), NIGHT, 5))
    x = 875
    y = mid(x)
    o.append(circle(x, y, 62, fill=PAPER) + circle(x, y, 47, fill=RED))
    return art(o, "#efe6d3")


def art_film():
    o = []
    # a beam of parallel light opened by distance
    src = (190, 533)
    for k in range(41):
        y = 190 + k * (686 / 40)
        o.append(line(src[0], src[1] + (k - 20) * .9, 1240, y, HAZE, 1.5, opacity=".75"))
    o.append(path(d([src, (1240, 190), (1240, 876)], True), fill=PAPER, opacity=".12"))
    o.append(rect(1240, 170, 250, 726, fill=PAPER))
    o.append(rect(1240, 170, 250, 726, fill=SAND, opacity=".5"))
    for k in range(5):
        o.append(rect(1272 + k * 40, 520, 22, 290, fill=BLUE))
    o.append(path("M1255 520L1365 420L1475 520Z", fill=BLUE) + rect(1255, 810, 220, 22, fill=BLUE))
    o.append(circle(1365, 300, 52, fill=RED))
    o.append(circle(src[0], src[1], 92, fill=RED) + circle(src[0], src[1], 60, fill=NIGHT) + circle(src[0], src[1], 30, fill=PAPER))
    for y in (34, 961):
        o.append(rect(0, y - 34, AW, 106 if y < 100 else 140, fill="#0b1728"))
        for k in range(23):
            o.append(rect(18 + k * 70, y, 38, 50, fill=PAPER, rx=9, opacity=".92"))
    return art(o, NIGHT)


def art_passport():
    o = [rect(0, 0, AW, AH, fill="#efe7d4")]
    o.append(rect(800, 0, 800, AH, fill="#e9eae3"))

    def rosette(R, a, n, phases, colour, width):
        for k in range(phases):
            shift = 2 * math.pi * k / phases
            points = [(800 + (R + a * math.sin(n * t + shift)) * math.cos(t), 533 + (R + a * math.sin(n * t + shift)) * math.sin(t))
                      for t in (2 * math.pi * i / 720 for i in range(721))]
            o.append(stroke(d(points, True), colour, width))
    rosette(362, 84, 8, 5, BLUE, 2.6)
    rosette(196, 56, 6, 4, RED, 2.8)
    for r in (262, 268, 456, 462):
        o.append(circle(800, 533, r, fill="none", stroke=BLUE, stroke_width="2"))
    for k in range(26):
        y = 30 + k * 40
        for x0, x1 in ((0, 260), (1340, 1600)):
            o.append(line(x0, y, x1, y, STEEL, 1.4, opacity=".6"))
    o.append(circle(800, 533, 62, fill="#efe7d4", stroke=RED, stroke_width="3") + path(d(arc(800, 533, 46, 0, 360), True), fill=RED))
    o.append(line(748, 524, 852, 524, "#efe7d4", 5) + line(748, 543, 852, 543, "#efe7d4", 5))
    o.append(line(800, 0, 800, 470, NIGHT, 1.4, stroke_dasharray="10 12") + line(800, 597, 800, AH, NIGHT, 1.4, stroke_dasharray="10 12"))
    pattern = "1101001110101100101"
    for k, bit in enumerate(pattern):
        for col in range(3):
            if (k * 7 + col * 3) % 5 < 3:
                o.append(circle(1444 + col * 26, 340 + k * 22, 5.5, fill=NIGHT))
    return art(o, "#efe7d4")


def art_flags():
    o = [rect(0, 0, AW, AH, fill=SEA)]
    for k in range(36):
        o.append(line(0, 15 + k * 30, AW, 15 + k * 30, PAPER, 1.3, opacity=".6"))
    fills = [BLUE, SAND, RED, STEEL, PAPER]
    lines = [PAPER, BLUE, PAPER, PAPER, RED]
    for k in range(5):
        x = 150 + k * 300
        top = 440 if k == 2 else 150
        o.append(line(x, 90, x, 980, NIGHT, 9) + circle(x, 84, 11, fill=NIGHT))
        w, h, a = 205, 250, 17
        wave = lambda t: a * math.sin(t * 2 * math.pi * .9) * t ** .6
        edge = [(x + 5 + w * i / 40, top + wave(i / 40)) for i in range(41)]
        low = [(px, py + h) for px, py in edge][::-1]
        o.append(path(d(edge + low, True), fill=fills[k]))
        for j in range(1, 9):
            o.append(stroke(d([(px, py + h * j / 9) for px, py in edge]), lines[k], 3.2, opacity=".85"))
    o.append(rect(0, 980, AW, 87, fill=NIGHT))
    for k in range(3):
        o.append(line(0, 1002 + k * 22, AW, 1002 + k * 22, STEEL, 1.4))
    return art(o, SEA)


def art_microphones():
    o = []
    for k in range(27):
        o.append(line(0, 20 + k * 40, AW, 20 + k * 40, "#e8ddc6", 1.4))
    mics = [(170, 560, 74, BLUE, -9), (370, 400, 88, NIGHT, -6), (580, 520, 70, STEEL, -3), (800, 330, 108, RED, 0), (1020, 500, 72, STEEL, 3), (1225, 410, 86, NIGHT, 6), (1430, 575, 74, BLUE, 9)]
    for i, (x, y, r, colour, lean) in enumerate(mics):
        key = f"m{i}"
        body = [tag("defs", tag("clipPath", rect(-r, -1.45 * r, 2 * r, 2.6 * r, rx=r), id=key))]
        body.append(rect(-11, r, 22, 900, fill=colour))
        body.append(rect(-r, -1.45 * r, 2 * r, 2.6 * r, rx=num(r), fill=colour))
        body.append(group([line(-r, -1.4 * r + j * 17, r, -1.4 * r + j * 17, "#f6f0e3", 3) for j in range(int(1.75 * r / 17))], clip_path=f"url(#{key})"))
        body.append(rect(-r - 7, .42 * r, 2 * r + 14, 20, fill=colour, rx=4) + rect(-26, 1.1 * r, 52, 60, fill=colour))
        o.append(group(body, transform=f"translate({x} {y}) rotate({lean} 0 700)"))
    return art(o, "#f6f0e3")


def art_table():
    o = []
    for k in range(27):
        o.append(line(0, 20 + k * 40, AW, 20 + k * 40, "#2a4a70", 1.2))
    cx, cy = 800, 533
    n = 16
    for k in range(n):
        a = 360 * k / n - 90
        gone = k == 3
        p = arc(cx, cy, 465, a - 7.6, a + 7.6, 10)
        q = arc(cx, cy, 432, a + 7.6, a - 7.6, 10)
        o.append(path(d(p + q, True), fill="none" if gone else PAPER, stroke=RED if gone else PAPER, stroke_width="4" if gone else "1", stroke_dasharray="9 7" if gone else "none"))
        if not gone:
            x, y = cx + 300 * math.cos(math.radians(a)), cy + 300 * math.sin(math.radians(a))
    o.append(circle(cx, cy, 392, fill=PAPER))
    o.append(tag("defs", tag("clipPath", circle(cx, cy, 372), id="top")))
    o.append(group([line(cx - 400, cy - 372 + j * 15.5, cx + 400, cy - 372 + j * 15.5, DUNE, 1.5, opacity=".75") for j in range(49)], clip_path="url(#top)"))
    o.append(circle(cx, cy, 372, fill="none", stroke=DUNE, stroke_width="2"))
    for k in range(n):
        a = math.radians(360 * k / n - 90)
        deg = 360 * k / n
        x, y = cx + 305 * math.cos(a), cy + 305 * math.sin(a)
        o.append(rect(-27, -36, 54, 72, fill=RED if k == 3 else "#ffffff", stroke=BLUE if k != 3 else RED, stroke_width="1.6", transform=f"translate({num(x)} {num(y)}) rotate({num(deg)})"))
    o.append(circle(cx, cy, 150, fill=BLUE) + circle(cx, cy, 132, fill="none", stroke=PAPER, stroke_width="1.6"))
    o.append(line(cx - 120, cy - 12, cx + 120, cy - 12, PAPER, 6) + line(cx - 120, cy + 12, cx + 120, cy + 12, PAPER, 6))
    return art(o, BLUE)


def art_key():
    o = []
    for k in range(40):
        y = 14 + k * 27
        o.append(line(0, y, AW, y, DUNE, 1.3, opacity=".5"))
    # the shadow is ruled, the key is solid
    def key(dx, dy, fill):
        s = []
        s.append(path(d(arc(430 + dx, 533 + dy, 205, 0, 360), True) + d(arc(430 + dx, 533 + dy, 122, 360, 0), True), fill=fill, fill_rule="evenodd"))
        s.append(rect(625 + dx, 497 + dy, 650, 26, fill=fill) + rect(625 + dx, 543 + dy, 650, 26, fill=fill))
        s.append(rect(1265 + dx, 497 + dy, 60, 72, fill=fill))
        for x, w, h in ((1020, 44, 120), (1100, 44, 78), (1180, 44, 138), (1281, 44, 100)):
            s.append(rect(x + dx, 560 + dy, w, h, fill=fill))
        s.append(rect(660 + dx, 470 + dy, 26, 126, fill=fill))
        return s
    o.append(tag("defs", tag("pattern", line(0, 3, 12, 3, BLUE, 2.2), id="rule", width=12, height=8, patternUnits="userSpaceOnUse")))
    o.append(group(key(46, 62, "url(#rule)"), opacity=".6"))
    o += key(0, 0, RED)
    o.append(circle(430, 533, 164, fill="none", stroke=SAND, stroke_width="3"))
    return art(o, SAND)


def art_cable():
    o = [rect(0, 0, AW, AH, fill=NIGHT)]
    for k in range(40):
        o.append(stroke(d([(x, 14 + k * 28 + 4 * math.sin(x / 90 + k)) for x in range(0, AW + 1, 16)]), BLUE, 1.4))
    cx, cy = 540, 533
    # the sheath runs off to the right as parallel wires
    o.append(rect(cx, cy - 370, AW - cx, 740, fill="#0d1b2e"))
    for j in range(25):
        t = math.pi * (j + .5) / 25
        y = cy - 345 * math.cos(t)
        w = 40 * math.sin(t)
        o.append(line(cx, y, AW, y, SAND if j % 2 else DUNE, max(2.0, w)))
        o.append(line(cx, y - w * .2, AW, y - w * .2, PAPER, max(.8, w * .12), opacity=".7"))
    o.append(circle(cx, cy, 370, fill="#0d1b2e"))
    n = 30
    for k in range(n):
        a = 2 * math.pi * k / n
        o.append(circle(cx + 322 * math.cos(a), cy + 322 * math.sin(a), 32, fill=SAND, stroke="#0d1b2e", stroke_width="2") + circle(cx + 322 * math.cos(a), cy + 322 * math.sin(a), 18, fill="none", stroke=DUNE, stroke_width="1.6"))
    for r, f in ((276, STEEL), (256, PAPER), (206, BLUE), (196, HAZE), (136, PAPER)):
        o.append(circle(cx, cy, r, fill=f))
    for k in range(8):
        o.append(circle(cx, cy, 146 + k * 6, fill="none", stroke=BLUE, stroke_width=".9", opacity=".55"))
    o.append(circle(cx, cy, 120, fill=RED))
    for k in range(7):
        a = 2 * math.pi * k / 6
        x, y = (cx, cy) if k == 6 else (cx + 70 * math.cos(a), cy + 70 * math.sin(a))
        o.append(circle(x, y, 30, fill="#c8605a", stroke="#6f171d", stroke_width="2"))
    return art(o, NIGHT)


def art_archive():
    o = [rect(0, 0, AW, AH, fill="#e9dfc8")]
    cols, rows = 8, 6
    w, h = AW / cols, AH / rows
    tones = [PAPER, "#eee4cf", "#e3d6ba", "#d9caa8"]
    for r in range(rows):
        for c in range(cols):
            x, y = c * w, r * h
            f = tones[(r * 5 + c * 3 + (r * c) % 3) % 4]
            o.append(rect(x + 5, y + 5, w - 10, h - 10, fill=f, stroke=DUNE, stroke_width="1.4"))
            o.append(rect(x + w / 2 - 52, y + 40, 104, 40, fill=PAPER, stroke=BLUE, stroke_width="1.6"))
            for k in range(2 + (r + c) % 2):
                o.append(line(x + w / 2 - 38, y + 52 + k * 9, x + w / 2 + 38 - (r * 13 + c * 7) % 30, y + 52 + k * 9, STEEL, 2))
            o.append(stroke(f"M{num(x + w / 2 - 26)} {num(y + 112)}v10a26 15 0 0 0 52 0v-10", BLUE, 4))
    # one drawer out
    c, r = 5, 2
    x, y = c * w, r * h
    o.append(rect(x + 30, y + 45, w + 10, h + 90, fill=NIGHT, opacity=".25"))
    o.append(rect(x + 5, y + 5, w - 10, h - 10, fill=NIGHT))
    for k in range(9):
        o.append(rect(x + 18 - k * 2, y + 20 + k * 10, w - 36 + k * 4, 4, fill=PAPER if k % 3 else ROSE))
    o.append(rect(x - 26, y + 108, w + 52, h + 20, fill=RED))
    o.append(rect(x + w / 2 - 66, y + 140, 132, 50, fill=PAPER))
    for k in range(2):
        o.append(line(x + w / 2 - 48, y + 158 + k * 14, x + w / 2 + 48, y + 158 + k * 14, RED, 3))
    o.append(stroke(f"M{num(x + w / 2 - 34)} {num(y + 226)}v12a34 18 0 0 0 68 0v-12", PAPER, 5))
    return art(o, "#e9dfc8")


def art_radio():
    o = [rect(0, 0, AW, AH, fill="#e8ecea")]
    cx, cy = 430, 330
    for k in range(1, 22):
        r = 40 + k * 62
        o.append(stroke(d(arc(cx, cy, r, -62, 62, 60)), BLUE if k != 6 else RED, 2 + max(0, 6 - k * .28) if k != 6 else 10, opacity=num(max(.25, 1 - k * .04))))
        if k < 7:
            o.append(stroke(d(arc(cx, cy, r, 118, 242, 60)), BLUE, 2 + max(0, 6 - k * .28), opacity=num(max(.25, 1 - k * .04))))
    for i in range(11):
        y0 = 800 + i * 27
        points = [(x, y0 + (3 + i * .9) * math.sin(x / (70 + i * 9) + i * 1.1)) for x in range(-10, AW + 11, 10)]
        o.append(path(d(points) + f"L{AW + 10} {AH + 10}L-10 {AH + 10}Z", fill=("#c6d3d6", "#93aaba", "#5d7a96", BLUE, NIGHT)[min(4, i // 2)], stroke=PAPER, stroke_width="1.6"))
    top, base, half = 330, 812, 88
    left = lambda y: cx - half * (y - top) / (base - top)
    right = lambda y: cx + half * (y - top) / (base - top)
    o.append(line(cx, top, left(base), base, NIGHT, 7) + line(cx, top, right(base), base, NIGHT, 7))
    ys = [top + (base - top) * (k / 7) ** .85 for k in range(1, 8)]
    for k, y in enumerate(ys):
        o.append(line(left(y), y, right(y), y, NIGHT, 4))
        if k:
            o.append(line(left(ys[k - 1]), ys[k - 1], right(y), y, NIGHT, 2.6) + line(right(ys[k - 1]), ys[k - 1], left(y), y, NIGHT, 2.6))
    o.append(path(f"M250 {base - 10}Q430 {base - 60} 640 {base - 6}L700 {base + 50}L190 {base + 50}Z", fill=NIGHT))
    points = [(x, 845 + 5 * math.sin(x / 74 + .6)) for x in range(-10, AW + 11, 10)]
    o.append(circle(cx, cy, 26, fill="#e8ecea") + circle(cx, cy, 17, fill=RED))
    return art(o, "#e8ecea")


def art_pipeline():
    o = []
    for k in range(27):
        o.append(line(0, 20 + k * 40, AW, 20 + k * 40, "#e2d6bc", 1.2))

    def pipe(points, colour, light, w=64, r=110):
        data = f"M{points[0][0]} {points[0][1]}"
        for (ax, ay), (bx, by), (cx, cy) in zip(points, points[1:], points[2:]):
            la, lc = math.hypot(ax - bx, ay - by), math.hypot(cx - bx, cy - by)
            p = (bx + (ax - bx) / la * r, by + (ay - by) / la * r)
            q = (bx + (cx - bx) / lc * r, by + (cy - by) / lc * r)
            data += f"L{num(p[0])} {num(p[1])}Q{bx} {by} {num(q[0])} {num(q[1])}"
        data += f"L{points[-1][0]} {points[-1][1]}"
        return [stroke(data, "#f1e8d5", w + 22), stroke(data, colour, w), stroke(data, light, 3, transform=f"translate(0 -{w * .2:.0f})", opacity=".9"), stroke(data, light, 1.6, transform=f"translate(0 -{w * .33:.0f})", opacity=".7")]

    def collar(x, y, vertical, colour):
        return rect(x - 15, y - 46, 30, 92, fill=colour, rx=4) if not vertical else rect(x - 46, y - 15, 92, 30, fill=colour, rx=4)
    o += pipe([(-40, 760), (520, 760), (520, 300), (1700, 300)], STEEL, PAPER)
    o += pipe([(-40, 880), (640, 880), (640, 420), (1700, 420)], BLUE, HAZE)
    o += pipe([(300, -40), (300, 540), (1130, 540), (1130, 1110)], RED, "#f3cfc6")
    o += pipe([(-40, 180), (860, 180), (860, 700), (1700, 700)], NIGHT, STEEL)
    for x, y, v, c in ((180, 760, False, STEEL), (180, 880, False, BLUE), (1380, 300, False, STEEL), (1380, 420, False, BLUE), (300, 330, True, RED), (1130, 880, True, RED), (640, 180, False, NIGHT), (1400, 700, False, NIGHT)):
        o.append(collar(x, y, v, c))
    x, y = 1130, 780
    o.append(circle(x, y, 96, fill="#f1e8d5") + circle(x, y, 82, fill="none", stroke=RED, stroke_width="13") + circle(x, y, 22, fill=RED))
    for k in range(6):
        a = math.pi * k / 3 + .26
        o.append(line(x, y, x + 78 * math.cos(a), y + 78 * math.sin(a), RED, 9))
    return art(o, "#f1e8d5")


def art_bridge():
    o = [rect(0, 0, AW, AH, fill="#ece4d2")]
    for k in range(20):
        o.append(line(0, 22 + k * 31, AW, 22 + k * 31, SAND, 1.3))
    o.append(circle(800, 585, 150, fill=RED))
    deck = 600
    o.append(rect(0, deck + 22, AW, AH, fill=BLUE))
    # two half spans that meet
    for side in (-1, 1):
        tower = 800 + side * 430
        sag = lambda x: 250 + 330 * (1 - abs(x - 800) / 430) ** 1.0 if False else 235 + 335 * (1 - (abs(x - 800) / 430) ** 2)
        for k in range(0, 430, 27):
            x = 800 + side * k
            o.append(line(x, sag(x), x, deck, NIGHT, 2.6))
        o.append(stroke(d([(800 + side * k, sag(800 + side * k)) for k in range(0, 431, 10)]), NIGHT, 7))
        out = lambda x: 235 + 365 * (1 - (1 - abs(x - tower) / 420) ** 2) if abs(x - tower) < 420 else deck
        pts = [(tower + side * k, out(tower + side * k)) for k in range(0, 421, 10)]
        o.append(stroke(d(pts), NIGHT, 7))
        for k in range(27, 400, 27):
            x = tower + side * k
            o.append(line(x, out(x), x, deck, NIGHT, 2.6))
        o.append(rect(tower - 27, 205, 18, 560, fill=NIGHT) + rect(tower + 9, 205, 18, 560, fill=NIGHT))
        for y in (240, 360, 480):
            o.append(rect(tower - 27, y, 54, 12, fill=NIGHT))
    o.append(rect(0, deck, AW, 10, fill=NIGHT) + rect(0, deck + 16, AW, 6, fill=NIGHT))
    for i in range(16):
        y = 650 + i * 27
        o.append(stroke(d([(x, y + (1.5 + i * .5) * math.sin(x / (60 + i * 5) + i)) for x in range(-10, AW + 11, 10)]), STEEL, 1.6, opacity=".8"))
        half = 148 * math.sqrt(max(0, 1 - ((y - 630) / 330) ** 2))
        if half > 4 and i < 12:
            wob = 10 * math.sin(i * 1.7)
            o.append(line(800 - half + wob, y + 4, 800 + half + wob, y + 4, "#c8605a", 9, stroke_linecap="round"))
    for side in (-1, 1):
        tower = 800 + side * 430
        o.append(rect(tower - 44, 742, 88, 40, fill=NIGHT))
    return art(o, "#ece4d2")


def art_pouch():
    o = []
    for k in range(27):
        o.append(line(0, 20 + k * 40, AW, 20 + k * 40, "#b9c9cc", 1.3))
    o.append(tag("ellipse", cx=800, cy=925, rx=470, ry=38, fill=BLUE, opacity=".28"))
    # a sack seen from the front: its cloth is a family of curves drawn in at the neck
    def edge(t, s):
        """t from -1 to 1 across, s from 0 (mouth) to 1 (foot)."""
        if s < .2:
            w = 205 - 115 * math.sin(s / .2 * math.pi / 2)
        else:
            u = (s - .2) / .8
            w = 90 + 330 * math.sin(min(1, u * 1.35) * math.pi / 2) ** .8 - 30 * max(0, u - .74) * 4
        y = 130 + 800 * s - (26 * (1 - t * t) if s > .85 else 0) * -1
        return 800 + t * w, y
    n = 60
    outline = [edge(-1, i / n) for i in range(n + 1)] + [edge(t / 20, 1) for t in range(-19, 20)] + [edge(1, 1 - i / n) for i in range(n + 1)]
    mouth = [edge(t / 20, 0) for t in range(19, -20, -1)]
    mouth = [(x, y - 16 * math.cos(k * .9)) for k, (x, y) in enumerate(mouth)]
    o.append(path(d(outline + mouth, True), fill=PAPER, stroke=BLUE, stroke_width="4", stroke_linejoin="round"))
    for j in range(-11, 12):
        t = math.sin(j / 12 * math.pi / 2)
        o.append(stroke(d([edge(t, i / n) for i in range(n + 1)]), BLUE, 1.3 + 1.8 * max(0, t), opacity=".65"))
    o.append(rect(698, 270, 204, 16, fill=NIGHT, rx=8) + rect(698, 294, 204, 16, fill=NIGHT, rx=8))
    o.append(stroke("M806 296C850 360 930 380 985 430", NIGHT, 5) + stroke("M796 296C845 372 915 398 968 448", NIGHT, 5))
    o.append(path(d([(p[0], p[1]) for p in [(1010 + 105 * (1 + .035 * math.sin(7 * a) + .03 * math.sin(11 * a + 1)) * math.cos(a), 500 + 105 * (1 + .035 * math.sin(7 * a) + .03 * math.sin(11 * a + 1)) * math.sin(a)) for a in [2 * math.pi * k / 120 for k in range(120)]]], True), fill=RED))
    o.append(circle(1010, 500, 76, fill="none", stroke="#d98a80", stroke_width="3.4"))
    o.append(line(952, 490, 1068, 490, "#f0d8cd", 7) + line(952, 512, 1068, 512, "#f0d8cd", 7))
    o.append(rect(560, 700, 330, 110, fill="none", stroke=RED, stroke_width="5"))
    for k in range(4):
        o.append(line(585, 724 + k * 21, 865 - (k == 3) * 110, 724 + k * 21, RED, 5))
    return art(o, "#cbd7d8")


def art_seal():
    o = [rect(0, 0, AW, AH, fill="#e4d9c1")]
    o.append(group([rect(-640, -430, 1280, 1100, fill="#cdbf9f", transform="translate(14 18)"), rect(-640, -430, 1280, 1100, fill=PAPER)] + [
        line(-540, -330 + k * 46, 540 - (160 if k in (4, 9) else 0), -330 + k * 46, STEEL, 2.2, opacity=".75") for k in range(9)] + [
        stroke(smooth_path(-520, 250), BLUE, 4, stroke_linecap="round"), line(-540, 300, -150, 300, STEEL, 1.6)], transform="translate(800 533) rotate(-4)"))
    cx, cy = 1060, 690
    for dx, a in ((-46, 8), (46, -7)):
        o.append(group([rect(-44, 0, 88, 470, fill=BLUE), line(-18, 0, -18, 470, PAPER, 5), line(18, 0, 18, 470, PAPER, 5)], transform=f"translate({cx + dx} {cy + 90}) rotate({a})"))
    blob = lambda R, k: [(cx + R * (1 + k * (.03 * math.sin(5 * a + .4) + .022 * math.sin(9 * a) + .016 * math.sin(14 * a + 2))) * math.cos(a), cy + R * (1 + k * (.03 * math.sin(5 * a + .4) + .022 * math.sin(9 * a) + .016 * math.sin(14 * a + 2))) * math.sin(a)) for a in [2 * math.pi * i / 160 for i in range(160)]]
    o.append(path(d([(x + 10, y + 16) for x, y in blob(226, 1)], True), fill="#6f171d", opacity=".35"))
    o.append(path(d(blob(226, 1), True), fill=RED))
    o.append(circle(cx, cy, 166, fill="#8f1f25") + circle(cx, cy, 160, fill="none", stroke="#c8605a", stroke_width="3"))
    o.append(tag("defs", tag("clipPath", circle(cx, cy, 140), id="die")))
    o.append(circle(cx, cy, 140, fill=RED))
    o.append(group([line(cx - 150, cy - 140 + k * 14, cx + 150, cy - 140 + k * 14, "#7d1a20", 4) for k in range(21) if k not in (8, 9, 10, 11, 12)]
                   + [line(cx - 150, cy - 16, cx + 150, cy - 16, "#eac3b8", 10), line(cx - 150, cy + 16, cx + 150, cy + 16, "#eac3b8", 10)], clip_path="url(#die)"))
    for k in range(48):
        a = 2 * math.pi * k / 48
        o.append(circle(cx + 185 * math.cos(a), cy + 185 * math.sin(a), 3, fill="#d98a80"))
    return art(o, "#e4d9c1")


def smooth_path(x, y):
    pts = [(x, y), (x + 40, y - 70), (x + 62, y + 20), (x + 100, y - 40), (x + 126, y + 12), (x + 160, y - 20), (x + 190, y + 14), (x + 230, y - 26), (x + 262, y + 10), (x + 330, y - 8)]
    return d(smooth(pts))


# ------------------------------------------------------------------------------------------------ mark and icons

def mark(size, colour=RED, ground=None, pad=0.0):
    """A globe reduced to its two parallels: a disc cut by two lines, on the pixel grid at 16 and 32."""
    inner = (f'<mask id="cut"><rect width="64" height="64" fill="#000"/><circle cx="32" cy="32" r="30" fill="#fff"/>'
             f'<path d="M0 26H64M0 38H64" stroke="#000" stroke-width="4" fill="none"/></mask>'
             f'<rect width="64" height="64" fill="{colour}" mask="url(#cut)"/>')
    if ground:
        k = 1 - 2 * pad
        inner = f'<rect width="64" height="64" fill="{ground}"/><g transform="translate({64 * pad:.3f} {64 * pad:.3f}) scale({k:.3f})">{inner}</g>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 64 64">{inner}</svg>\n'


def share():
    o = [rect(0, 0, 1200, 630, fill=NIGHT)]
    for k in range(32):
        y = 5 + k * 20
        o.append(line(0, y, 1200, y, BLUE, 1.4))
    o.append(circle(600, 315, 190, fill=NIGHT) + circle(600, 315, 178, fill=RED))
    o.append(line(0, 275, 1200, 275, NIGHT, 30) + line(0, 355, 1200, 355, NIGHT, 30))
    o.append(line(0, 275, 1200, 275, PAPER, 7) + line(0, 355, 1200, 355, PAPER, 7))
    return document(1200, 630, o)


# ------------------------------------------------------------------------------------------------ rendering

def chromium():
    for name in (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        if name and shutil.which(name):
            return shutil.which(name)
    sys.exit("Chromium is needed to render the pictures: set CHROMIUM.")


def render(svg, png, w, h, transparent=False):
    name = os.path.splitext(png)[0]
    page = name + ".html"
    with open(name + ".svg", "w", encoding="utf-8") as f:
        f.write(svg)
    with open(page, "w", encoding="utf-8") as f:
        f.write(f'<!doctype html><meta charset="utf-8"><style>html,body{{margin:0;overflow:hidden}}svg{{display:block}}</style>{svg}')
    profile = tempfile.mkdtemp(prefix="pictures-")
    try:
        subprocess.run([chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
                        "--force-device-scale-factor=1", "--force-color-profile=srgb", f"--user-data-dir={profile}",
                        f"--window-size={w},{h}", f"--screenshot={png}",
                        "--default-background-color=" + ("00000000" if transparent else "ffffffff"), "file://" + page],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)
    finally:
        shutil.rmtree(profile, ignore_errors=True)


def webp(png, target, limit=92_000):
    """Flat art is best kept almost lossless; where that is heavy, the ordinary way at the highest quality that fits."""
    for options in (["-near_lossless", "40"], *(["-sharp_yuv", "-q", str(q)] for q in (82, 76, 70, 62, 54))):
        subprocess.run(["cwebp", "-quiet", "-m", "6", "-metadata", "none", *options, png, "-o", target], check=True)
        if os.path.getsize(target) <= limit:
            break
    return " ".join(options).replace("-sharp_yuv ", ""), os.path.getsize(target)


def ico(pngs):
    """An icon file is a directory of sizes followed by whole PNG files."""
    head, body = struct.pack("<HHH", 0, 1, len(pngs)), b""
    for size, data in pngs:
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), 6 + 16 * len(pngs) + len(body))
        body += data
    return head + body


def icons():
    os.makedirs(ASSETS, exist_ok=True)
    for target in (os.path.join(MEDIA, "logo.svg"), os.path.join(ASSETS, "favicon.svg")):
        with open(target, "w", encoding="utf-8") as f:
            f.write(mark(64))
    pngs = []
    for size in (16, 32):
        png = os.path.join(WORK, f"icon-{size}.png")
        big = os.path.join(WORK, f"icon-page-{size}.png")
        # a window cannot be 16 px wide: draw in the corner of a larger one and cut
        render(f'<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512">{mark(size)}</svg>', big, 512, 512, True)
        crop(big, png, size)
        with open(png, "rb") as f:
            pngs.append((size, f.read()))
    with open(os.path.join(ASSETS, "favicon.ico"), "wb") as f:
        f.write(ico(pngs))
    render(mark(512, RED, PAPER, .14), os.path.join(WORK, "icon-512.png"), 512, 512)
    shutil.copy(os.path.join(WORK, "icon-512.png"), os.path.join(ASSETS, "icon-512.png"))
    render(share(), os.path.join(WORK, "share-default.png"), 1200, 630)
    shutil.copy(os.path.join(WORK, "share-default.png"), os.path.join(ASSETS, "share-default.png"))


def crop(source, target, size):
    """The top left corner of an 8-bit RGBA PNG, with the filters undone by hand."""
    import zlib
    with open(source, "rb") as f:
        data = f.read()
    at, idat, head = 8, b"", None
    while at < len(data):
        n, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"IHDR":
            head = struct.unpack(">IIBBBBB", data[at + 8:at + 8 + n])
        if kind == b"IDAT":
            idat += data[at + 8:at + 8 + n]
        at += 12 + n
    w, h, depth, colour = head[:4]
    assert depth == 8 and colour in (2, 6), head
    bpp = 4 if colour == 6 else 3
    raw, rows, before = zlib.decompress(idat), [], bytes(w * bpp)
    for y in range(size):
        kind, row = raw[y * (w * bpp + 1)], bytearray(raw[y * (w * bpp + 1) + 1:(y + 1) * (w * bpp + 1)])
        for i in range(len(row)):
            a, b, c = (row[i - bpp] if i >= bpp else 0), before[i], (before[i - bpp] if i >= bpp else 0)
            if kind == 1:
                row[i] = (row[i] + a) & 255
            elif kind == 2:
                row[i] = (row[i] + b) & 255
            elif kind == 3:
                row[i] = (row[i] + (a + b) // 2) & 255
            elif kind == 4:
                p = a + b - c
                pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
                row[i] = (row[i] + (a if pa <= pb and pa <= pc else b if pb <= pc else c)) & 255
        before = bytes(row)
        rows.append(b"\0" + before[:size * bpp])
    chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    with open(target, "wb") as f:
        f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, colour, 0, 0, 0))
                + chunk(b"IDAT", zlib.compress(b"".join(rows), 9)) + chunk(b"IEND", b""))


PICTURES = {name.replace("_", "-"): f for name, f in list(globals().items())
            if name.startswith(("map_", "graphic_", "art_")) and callable(f)}


def main(keys):
    os.makedirs(WORK, exist_ok=True)
    os.makedirs(MEDIA, exist_ok=True)
    for key in keys or list(PICTURES) + ["icons"]:
        if key == "icons":
            icons()
            print("icons")
            continue
        png = os.path.join(WORK, key + ".png")
        render(PICTURES[key](), png, AW if key.startswith("art-") else 1600, AH if key.startswith("art-") else 1000)
        quality, size = webp(png, os.path.join(MEDIA, key + ".webp"))
        print(f"{key:24} {quality:18} {size / 1000:6.1f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
