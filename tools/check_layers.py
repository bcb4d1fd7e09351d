#!/usr/bin/env python3
"""The rules of the house that a program can check: who may include whom, and which names say nothing.

Prints one line a fault and exits 1 if there is any.  Levels: app → features → site → platform.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SRC = ROOT / "src"

# Features that a feature's files may include (beside itself, site and platform): meaning, without a cycle.
FEATURES = {
    "addresses": [],
    "sections": ["addresses"],
    "people": ["addresses"],
    "organisations": ["addresses"],
    "topics": ["addresses"],
    "media": ["addresses"],
    "settings": ["addresses"],
    "staff": [],
    "pages": ["addresses"],
    "stories": ["sections", "people", "organisations", "topics", "media", "addresses"],
}
READS_STORIES = FEATURES["stories"] + ["stories"]
for name in ("pages", "frontpage", "archive", "corrections", "translations", "search", "syndication", "dossiers", "importers", "wordpress_rest"):
    FEATURES[name] = READS_STORIES
FEATURES["syndication"] = READS_STORIES + ["pages", "corrections"]
FEATURES["settings"] = READS_STORIES + ["pages", "frontpage", "corrections", "staff"]
# Files of a feature that others may see.
PUBLIC = {"model.h", "routes.h", "view.h", "published_store.h", "store.h"}
PRIVATE_EXCEPT = {"addresses": {"named_things.h"}, "stories": {"published_store.h", "store.h", "view.h", "model.h", "routes.h"}}

# A third-party library belongs to one folder.
HOMES = {
    r"boost/(beast|asio|system)": ["platform/http"],
    r"boost/json": ["platform/json"],
    r"sqlite3\.h": ["platform/db", "../tests"],
    r"libpq-fe\.h": ["platform/db"],
    r"unicode/": ["platform/text", "platform/document"],
    r"gumbo\.h": ["platform/document"],
    r"kainjow/": ["platform/theme"],
    r"xapian\.h": ["features/search"],
    r"sodium\.h": ["platform/crypto", "platform/theme"],
    r"expat\.h": ["platform/xml"],
    r"archive(_entry)?\.h": ["platform/archive"],
    r"curl/": ["platform/mail"],
    r"zlib\.h|brotli/": ["platform/pagecache", "platform/http"],
    r"vips/": ["../pictures"],
}
FORBIDDEN_NAMES = re.compile(r"(^|_)(util|utils|helper|helpers|common|misc|base|core|shared|manager|service|services|processor|data|info)(_|\.|$)")
FORBIDDEN_HEADERS = {"regex", "iostream"}
SQL_FILES = re.compile(r"(store\.cpp$|^site/(editions|paper|sessions)\.cpp$|^platform/(db|jobs)/)")


def level(path):
    return path.parts[0]


def feature(path):
    if path.parts[0] != "features":
        return None
    return path.parts[1]


def check(path, text, faults):
    relative = path.relative_to(SRC)
    own = feature(relative)
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'\s*#\s*include\s+([<"])([^>"]+)[>"]', line)
        where = f"src/{relative}:{number}"
        if not match:
            if re.search(r"\bdb::Sql\s+k", line) and not SQL_FILES.search(relative.as_posix()) and not relative.name.endswith("_test.cpp"):
                faults.append(f"{where}: SQL outside a store.cpp")
            continue
        kind, target = match.groups()
        if kind == "<":
            if target in FORBIDDEN_HEADERS and not relative.name.endswith("_test.cpp"):
                faults.append(f"{where}: <{target}> is not used here")
            for pattern, homes in HOMES.items():
                if re.match(pattern, target) and not any(relative.as_posix().startswith(home + "/") for home in homes):
                    faults.append(f"{where}: <{target}> belongs to {' or '.join(homes)}")
            if relative.suffix == ".h" and any(re.match(p, target) for p in HOMES) and not re.match(r"(sqlite3|libpq)", target):
                if relative.as_posix() not in THIRD_PARTY_HEADERS:
                    faults.append(f"{where}: a third-party type in a header")
            continue
        parts = pathlib.PurePosixPath(target).parts
        order = ["platform", "site", "features", "app"]
        if parts[0] in order and order.index(parts[0]) > order.index(level(relative)):
            faults.append(f"{where}: {level(relative)} must not know {parts[0]}")
        if parts[0] == "features" and level(relative) == "features" and parts[1] != own:
            if parts[1] not in FEATURES.get(own, []):
                faults.append(f"{where}: {own} must not use {parts[1]}")
            door = parts[1] + ".h"
            if parts[-1] not in ({door, "model.h", "routes.h"} | PRIVATE_EXCEPT.get(parts[1], set())):
                faults.append(f"{where}: {target} is private to {parts[1]}")
        if parts[0] == "features" and level(relative) == "app":
            if parts[-1] not in {parts[1] + ".h", "model.h", "routes.h", "view.h"}:
                faults.append(f"{where}: {target} is private to {parts[1]}")
        if relative.name in ("pages.cpp", "desk.cpp", "api.cpp") and parts[-1] == "store.h":
            faults.append(f"{where}: a handler must not know a store")
        if relative.name.endswith("store.cpp") and len(parts) > 1 and parts[:2] == ("platform", "http"):
            faults.append(f"{where}: a store must not know http")


THIRD_PARTY_HEADERS = {
    # Private headers of the one folder that wraps a library; nothing outside it includes them.
    "platform/http/connection.h", "platform/http/loop.h", "platform/http/pools.h", "features/search/index.h",
    "platform/document/tidy.h",
}


def main():
    faults = []
    for path in sorted(SRC.rglob("*")):
        relative = path.relative_to(SRC)
        if FORBIDDEN_NAMES.search(path.name if path.is_dir() else path.stem + "."):
            faults.append(f"src/{relative}: the name says nothing")
        if path.suffix in (".cpp", ".h"):
            check(path, path.read_text(encoding="utf-8"), faults)
    for folder in sorted(p for p in SRC.rglob("*") if p.is_dir()):
        name = folder.relative_to(SRC).as_posix()
        if name.endswith(("/desk", "/locales", "/scenarios")):
            continue
        architecture = ROOT / "ARCHITECTURE.md"
        if architecture.exists() and f"`{name}`" not in architecture.read_text(encoding="utf-8") and any(folder.glob("*.h")):
            faults.append(f"ARCHITECTURE.md: no sentence for src/{name}")
    for fault in faults:
        print(fault)
    print(f"{len(faults)} faults" if faults else "layers: no faults", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
