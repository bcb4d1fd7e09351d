#!/usr/bin/env python3
"""Writes a C++ file that holds the given files as string literals, found by path: what travels inside the program."""
import argparse
import pathlib

CHUNK = 12000  # compilers limit the length of one literal


def literal(data: bytes) -> str:
    out, line = [], []
    for start in range(0, len(data), CHUNK):
        part = data[start:start + CHUNK]
        text = "".join(chr(b) if 32 <= b < 127 and b not in (34, 92, 63) else f"\\{b:03o}" for b in part)
        line.append(f'"{text}"')
    out.append("\n".join(line) or '""')
    return "".join(out)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--root", required=True)
    arguments.add_argument("--out", required=True)
    arguments.add_argument("files", nargs="*")
    options = arguments.parse_args()
    root = pathlib.Path(options.root)
    rows = []
    # A file of the repository is found by its path there; what the build made comes as NAME=PATH.
    files = []
    for argument in options.files:
        name, _, path = argument.rpartition("=")
        files.append((name or pathlib.Path(path).relative_to(root).as_posix(), pathlib.Path(path)))
    for name, path in sorted(files):
        data = path.read_bytes()
        rows.append(f'    {{"{name}", std::string_view({literal(data)}, {len(data)})}},')
    text = '#include "platform/config/embedded.h"\n\nnamespace broadsheet {\n\nconst std::vector<EmbeddedFile>& embedded_files() {\n'
    text += "    static const std::vector<EmbeddedFile> kFiles = {\n" + "\n".join(rows) + "\n    };\n    return kFiles;\n}\n\n}  // namespace broadsheet\n"
    out = pathlib.Path(options.out)
    out.parent.mkdir(parents=True, exist_ok=True)
    if not out.exists() or out.read_text() != text:
        out.write_text(text)


if __name__ == "__main__":
    main()
