#!/usr/bin/env bash
# tools/new_feature in a copy of the tree: what it makes keeps the rules of the house and compiles as one unit, and its SQL
# fits the tables it asks for; what is no name of a feature is refused and leaves nothing behind.
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/tree"
cd "$folder/tree"
cp -r "$source/src" "$source/schema" "$source/ARCHITECTURE.md" "$source/.clang-format" .
mkdir tools
cp "$source/tools/new_feature" "$source/tools/check_layers.py" tools
find . >../before

fails() { echo "$1:"; cat "$2"; exit 1; }

# Many names in one process: Python takes longer to start than to say no.
cat >../names.py <<'END'
import importlib.machinery, sys
tool = importlib.machinery.SourceFileLoader("new_feature", "tools/new_feature").load_module()
refused = {"": "no name", "../dossiers": "no name", "Press": "no name", "press-releases": "no name", "2fold": "no name",
           "a__b": "no name", "a" * 41: "no name", "class": "something else", "select": "something else",
           "model": "something else", "data": "says nothing", "story_helpers": "says nothing",
           "corrections": "there already", "editions": "class Editions", "cursor": "table cursor"}
for name, words in refused.items():
    try:
        sys.exit(f"{name} was taken, with {tool.names_of(name)} for one of them")
    except SystemExit as refusal:
        if words not in str(refusal): sys.exit(f"{name} is not refused with “{words}”: {refusal}")
taken = {"dossiers": "dossier", "companies": "company", "equipment": "equipment_entry", "versions": "version_entry",
         "orders": "order_entry", "press_releases": "press_release"}
for name, one in taken.items():
    if tool.names_of(name) != one: sys.exit(f"one of the {name} is called {tool.names_of(name)}")
END
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=tools python3 -W ignore ../names.py
if tools/new_feature dossiers 'ends in \' 2>../err; then echo "a backslash in a comment was taken"; exit 1; fi
grep -q backslash ../err
diff <(sort ../before) <(find . | sort) || { echo "a refusal left something behind"; exit 1; }

tools/new_feature press_releases "What others send to the newsroom, kept as it came" >../out
for words in 'schema/0' 'press_releases(database, editions, clock),' '"press_releases": [],' 'list:press_releases'; do
  grep -qF "$words" ../out || fails "what is left by hand is not told" ../out
done
g++ -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Werror -I src -x c++ \
  <(for file in src/features/press_releases/*.cpp; do echo "#include \"${file#src/}\""; done) &
compiler=$!

# In the order of the alphabet, and the only fault is the sentence that nobody gave.
grep -A1 '^- `features/press_releases`: What others send' ARCHITECTURE.md | tail -n 1 | grep -q '^- `features/search`'
tools/new_feature dossiers >../out
grep -q 'a sentence on `features/dossiers`' ../out || fails "the missing sentence is not told" ../out
if tools/check_layers.py >../faults 2>/dev/null; then echo "a folder without its sentence passes"; exit 1; fi
[ "$(cat ../faults)" = "ARCHITECTURE.md: no sentence for src/features/dossiers" ] || fails "faults" ../faults
clang-format-19 --dry-run -Werror src/features/press_releases/* src/features/dossiers/*

python3 - ../out <<'END'
import pathlib, re, sqlite3, sys
tables = re.search(r"CREATE TABLE dossier \(.*?\);\s*CREATE TABLE dossier_text.*?\n    \);", pathlib.Path(sys.argv[1]).read_text(), re.S)
database = sqlite3.connect(":memory:")
database.executescript("CREATE TABLE edition (id TEXT PRIMARY KEY);" + tables.group(0))
store = pathlib.Path("src/features/dossiers/store.cpp").read_text()
statements = re.findall(r'db::Sql k\w+\{\s*"[\w.]+",((?:\s*"[^"]*")+)\}', store)
assert len(statements) == 3, statements
for parts in statements:
    text = "".join(re.findall(r'"([^"]*)"', parts))
    database.execute("EXPLAIN " + re.sub(r"\$(\d)", r"?\1", text), [""] * len(set(re.findall(r"\$\d", text))))
END
wait $compiler || { echo "what was made does not compile"; exit 1; }
echo "a new feature compiles and keeps the rules"
