// The text of the desk's editor as a document, without a browser: what nobody touched goes back as it came.
import { expect, test } from "@playwright/test";
import { EditorState, NodeSelection, TextSelection, type Command } from "prosemirror-state";
import { addShots, insertBlock, makeGallery, moveBlock, removeBlock, setPicture, shotAt, takeOutShot } from "../../src/features/stories/desk/body_editor/blocks";
import { uniqueIds } from "../../src/features/stories/desk/body_editor/commands";
import { fromJson, toJson, type Block, type Doc } from "../../src/features/stories/desk/body_editor/convert";
import { makeSchema } from "../../src/features/stories/desk/body_editor/schema";
import { addColumn, addRow, emptyCells, enterInTable, makeTable, placeInTable, removeColumn, removeRow, squareTables, toCell, toggleHeader } from "../../src/features/stories/desk/body_editor/tables";

const schema = makeSchema({});
const words = (t: string, more = {}) => [{ t, ...more }];

/// Every kind of block and every mark, as the program stores them; the last two are of a program that knows more.
const ALL: Block[] = [
  { id: "aaaaaaa1", from: "source01", type: "paragraph", text: [{ t: "Plain\nover two lines, " }, { t: "all marks", m: ["strong", "em", "code", "sub"] }, { t: "link", link: { url: "https://a.example/x" } }, { t: "story", link: { story: "csto" } }, { t: "слово", m: ["em"], lang: "ru" }] },
  { id: "aaaaaaa2", type: "heading", level: 3, text: words("A heading") },
  { id: "aaaaaaa3", type: "quote", paragraphs: [words("One"), words("Two")], cite: words("Ada") },
  { id: "aaaaaaa4", type: "pullquote", text: words("Pulled"), cite: words("Ada") },
  { id: "aaaaaaa5", type: "list", ordered: true, items: [{ text: words("a"), items: [{ text: words("b") }] }, { text: words("c") }] },
  { id: "aaaaaaa6", type: "picture", pictures: [{ media: "map-aral", caption: words("Mine", { m: ["em"] }), credit: "Ada" }] },
  { id: "aaaaaaa7", type: "gallery", pictures: [{ media: "map-aral", caption: words("First") }, { media: "art-archive", credit: "Bo" }, { media: "map-aral" }], caption: words("All of them") },
  { id: "aaaaaaa8", type: "table", header_row: true, caption: words("Votes"), rows: [[words("State"), words("For")], [words("A", { m: ["strong"] }), []], [[], words("2\n3")]] },
  { id: "aaaaaaa9", type: "card", url: "https://treaty.example/", title: "The treaty", description: "In full" },
  { id: "aaaaaab1", type: "divider" },
  { id: "aaaaaab2", type: "note", paragraphs: [words("Noted")] },
  { id: "aaaaaab3", type: "timeline", events: [{ at: 1848, text: words("Then") }] },
  { id: "aaaaaab4", type: "paragraph", text: words("With more than we know"), align: "end" },
];
const doc = (blocks: Block[]): Doc => ({ v: 1, blocks: structuredClone(blocks) });

function open(blocks: Block[], at?: string): EditorState {
  const state = EditorState.create({ doc: fromJson(schema, doc(blocks)), plugins: [squareTables(schema), uniqueIds()] });
  return at ? within(state, at) : state;
}
/// With the cursor where these words begin.
function within(state: EditorState, text: string): EditorState {
  let found = -1;
  state.doc.descendants((node, position) => { if (found < 0 && node.isText && node.text!.includes(text)) found = position + node.text!.indexOf(text); });
  expect(found, text).toBeGreaterThan(-1);
  return state.apply(state.tr.setSelection(TextSelection.create(state.doc, found)));
}
function run(state: EditorState, command: Command): EditorState {
  let next = state;
  expect(command(state, (tr) => { next = state.apply(tr); })).toBe(true);
  next.doc.check();
  return next;
}
const blocksOf = (state: EditorState) => toJson(state.doc).blocks;
/// A block with its id left out: a new one's is random.
const bare = ({ id: _id, ...rest }: Block) => rest;
const texts = (table: Block) => table.rows.map((row: { t: string }[][]) => row.map((cell) => cell.map((span) => span.t).join("")));

test("a document goes in and comes out to the letter", () => {
  expect(JSON.stringify(toJson(fromJson(schema, doc(ALL))))).toBe(JSON.stringify(doc(ALL)));
});

test("the same without memory of where it came from, but for what is beyond this editor", () => {
  // What the editor made itself, after a split or an undo, has no block to go back to: it is written anew.
  const made = fromJson(schema, doc(ALL));
  const anew = made.type.create(null, made.content.content.map((node) => node.type.create(node.attrs, node.content, node.marks)));
  expect(JSON.stringify(toJson(anew))).toBe(JSON.stringify(doc(ALL)));
});

test("a change of one block leaves all others as they were, in their order", () => {
  for (const [number, block] of ALL.entries()) {
    const state = open(ALL);
    let at = 0;
    for (let i = 0; i < number; i++) at += state.doc.child(i).nodeSize;
    const node = state.doc.child(number);
    let changed: EditorState;
    if (node.isAtom) {
      changed = run(state.apply(state.tr.setSelection(NodeSelection.create(state.doc, at))), removeBlock);
    } else {
      let inside = 1;
      if (!node.isTextblock) node.descendants((inner, offset) => { if (inside === 1 && inner.isTextblock) inside = at + 2 + offset; });
      else inside = at + 1;
      changed = state.apply(state.tr.insertText("new ", inside));
    }
    const out = blocksOf(changed);
    const others = ALL.filter((one) => one.id !== block.id);
    expect(out.filter((one) => one.id !== block.id), block.type).toEqual(others);
    if (!node.isAtom) {
      expect(out[number].id).toBe(block.id);
      expect(out[number]).not.toEqual(block);
    }
  }
});

test("blocks change places and are taken out, each with its id", () => {
  const ids = (state: EditorState) => blocksOf(state).map((one) => one.id);
  let state = open(ALL.slice(0, 4), "A heading");
  state = run(state, moveBlock(-1));
  expect(ids(state)).toEqual(["aaaaaaa2", "aaaaaaa1", "aaaaaaa3", "aaaaaaa4"]);
  expect(state.selection.$from.parent.type.name).toBe("heading");
  expect(moveBlock(-1)(state)).toBe(false);
  state = run(run(state, moveBlock(1)), moveBlock(1));
  expect(ids(state)).toEqual(["aaaaaaa1", "aaaaaaa3", "aaaaaaa2", "aaaaaaa4"]);
  expect(blocksOf(state)).toEqual([ALL[0], ALL[2], ALL[1], ALL[3]]);
  state = run(state, removeBlock);
  expect(ids(state)).toEqual(["aaaaaaa1", "aaaaaaa3", "aaaaaaa4"]);
  state = run(open([ALL[7]], "State"), removeBlock);
  expect(ids(state)).toEqual([]);
});

test("pictures: put in, changed, put in order, taken out, and a picture that becomes a gallery", () => {
  let state = run(open([ALL[1]], "A heading"), insertBlock(() => makeGallery(schema, ["one", "two", "three"])));
  expect(shotAt(state)).toMatchObject({ index: 0, count: 3 });
  state = run(state, moveBlock(1));
  const media = (from: EditorState) => blocksOf(from)[1].pictures.map((one: { media: string }) => one.media);
  expect(media(state)).toEqual(["two", "one", "three"]);
  state = run(state, moveBlock(1));
  expect(media(state)).toEqual(["two", "three", "one"]);
  expect(moveBlock(1)(state), "the last stays above the caption").toBe(false);
  state = run(state, setPicture({ credit: "Ada" }));
  expect(blocksOf(state)[1].pictures[2]).toEqual({ media: "one", credit: "Ada" });
  state = run(state, takeOutShot);
  expect(media(state)).toEqual(["two", "three"]);
  state = run(state, addShots(schema, ["four"]));
  expect(media(state)).toEqual(["two", "three", "four"]);
  for (let left = 3; left > 0; left--) state = run(state, takeOutShot);
  expect(blocksOf(state)).toEqual([ALL[1]]);

  state = run(open([ALL[5]], "Mine"), addShots(schema, ["two"]));
  expect(blocksOf(state)).toEqual([{ id: "aaaaaaa6", type: "gallery", pictures: [ALL[5].pictures[0], { media: "two" }] }]);
});

test("tables: cells by Tab, rows and columns, and a header row", () => {
  let state = run(open([ALL[1]], "A heading"), insertBlock(() => makeTable(schema, 3, 2, true)));
  expect(blocksOf(state), "without a word it is none yet").toEqual([ALL[1]]);
  const type = (text: string) => { state = state.apply(state.tr.insertText(text)); };
  for (const [number, cell] of ["a", "b", "c", "d", "e", "f"].entries()) {
    if (number) state = run(state, toCell(schema, 1));
    type(cell);
  }
  expect(bare(blocksOf(state)[1])).toEqual({ type: "table", header_row: true, rows: [[words("a"), words("b")], [words("c"), words("d")], [words("e"), words("f")]] });
  state = run(state, toCell(schema, 1));
  type("g");
  const table = () => texts(blocksOf(state)[1]);
  expect(table()).toEqual([["a", "b"], ["c", "d"], ["e", "f"], ["g", ""]]);
  state = run(state, removeRow);
  expect(placeInTable(state)).toMatchObject({ row: 2, column: 0, rows: 3 });
  state = run(state, addRow(schema, "above"));
  type("x");
  expect(table()).toEqual([["a", "b"], ["c", "d"], ["x", ""], ["e", "f"]]);
  state = run(run(state, removeRow), addColumn(schema, "after"));
  type("y");
  expect(table()).toEqual([["a", "", "b"], ["c", "", "d"], ["e", "y", "f"]]);
  state = run(state, toCell(schema, 1));
  state = run(state, addColumn(schema, "after"));
  type("z");
  expect(table()).toEqual([["a", "", "b", ""], ["c", "", "d", ""], ["e", "y", "f", "z"]]);
  state = run(run(state, removeColumn), toCell(schema, -1));
  state = run(state, removeColumn);
  expect(table()).toEqual([["a", "b"], ["c", "d"], ["e", "f"]]);
  state = run(state, toggleHeader);
  expect(blocksOf(state)[1].header_row).toBeUndefined();
  state = run(within(state, "c"), enterInTable(schema));
  expect(placeInTable(state)).toMatchObject({ row: 2, column: 0 });
  state = run(state, enterInTable(schema));
  expect(state.selection.$from.parent.type.name).toBe("paragraph");
  expect(toCell(schema, 1)(state), "Tab is the browser's again").toBe(false);
});

test("tables: delete over cells empties them; rows are of one length whatever happens; the limits hold", () => {
  let state = open([ALL[7], ALL[1]], "State");
  const from = state.selection.from;
  let to = 0;
  state.doc.descendants((node, position) => { if (node.isText && node.text === "A") to = position + 1; });
  state = state.apply(state.tr.setSelection(TextSelection.create(state.doc, from, to)));
  expect(texts(blocksOf(run(state, emptyCells))[0])).toEqual([["", ""], ["", ""], ["", "2\n3"]]);
  // Typing over the cells goes another way, and must not tear the table.
  const typed = state.apply(state.tr.insertText("over"));
  const lengths = new Set(typed.doc.child(0).content.content.slice(1).map((row) => row.childCount));
  expect(lengths.size).toBe(1);
  expect(blocksOf(typed)[1]).toEqual(ALL[1]);

  const wide = open([{ id: "aaaaaaa8", type: "table", rows: [Array.from({ length: 100 }, () => words("x"))] }], "x");
  expect(addColumn(schema, "after")(wide)).toBe(false);
  const long = open([{ id: "aaaaaaa8", type: "table", rows: Array.from({ length: 1000 }, () => [words("x")]) }], "x");
  expect(addRow(schema, "below")(long)).toBe(false);
});
