// Tables: cells without spans, so a row is a list of cells and a column is a number. What keys and buttons do in them.
import { Fragment, type Node as PmNode, type Schema } from "prosemirror-model";
import { Plugin, Selection, TextSelection, type Command, type EditorState, type Transaction } from "prosemirror-state";
import { removeBlock } from "./blocks";

/// The limits of the document (kMaxRows, kMaxColumns in platform/document/document.h).
export const kMaxRows = 1000;
export const kMaxColumns = 100;

/// Where the cursor is. `row` −1: in the caption. Rows and columns count from 0.
export type Place = { table: PmNode; start: number; row: number; column: number; rows: number; columns: number };

export function placeInTable(state: EditorState): Place | null {
    const { $from } = state.selection;
    if ($from.depth < 2 || $from.node(1).type.name !== "table") return null;
    const table = $from.node(1);
    const row = $from.index(1) - 1;
    return { table, start: $from.before(1), row, column: row < 0 ? 0 : $from.index(2), rows: table.childCount - 1, columns: table.child(1).childCount };
}

/// Before a row of a table that begins at `start`; before a cell of it.
function rowAt(table: PmNode, start: number, row: number): number {
    let at = start + 1 + table.child(0).nodeSize;
    for (let i = 0; i < row; ++i) at += table.child(i + 1).nodeSize;
    return at;
}
function cellAt(table: PmNode, start: number, row: number, column: number): number {
    const cells = table.child(row + 1);
    let at = rowAt(table, start, row) + 1;
    for (let i = 0; i < Math.min(column, cells.childCount - 1); ++i) at += cells.child(i).nodeSize;
    return at;
}

function into(tr: Transaction, start: number, row: number, column: number): Transaction {
    const table = tr.doc.nodeAt(start)!;
    return tr.setSelection(TextSelection.create(tr.doc, cellAt(table, start, row, column) + 1)).scrollIntoView();
}

export function makeTable(schema: Schema, rows: number, columns: number, header: boolean): PmNode {
    const row = () => schema.nodes.table_row.create(null, Array.from({ length: columns }, () => schema.nodes.table_cell.create()));
    return schema.nodes.table.create({ header }, [schema.nodes.table_caption.create(), ...Array.from({ length: rows }, row)]);
}

export function addRow(schema: Schema, where: "above" | "below"): Command {
    return (state, dispatch) => {
        const place = placeInTable(state);
        if (!place || place.rows >= kMaxRows) return false;
        const row = place.row < 0 ? 0 : where === "above" ? place.row : place.row + 1;
        const cells = Array.from({ length: place.columns }, () => schema.nodes.table_cell.create());
        if (dispatch) {
            const tr = state.tr.insert(rowAt(place.table, place.start, row), schema.nodes.table_row.create(null, cells));
            dispatch(into(tr, place.start, row, place.column));
        }
        return true;
    };
}

export function addColumn(schema: Schema, where: "before" | "after"): Command {
    return (state, dispatch) => {
        const place = placeInTable(state);
        if (!place || place.columns >= kMaxColumns) return false;
        const column = place.row < 0 ? 0 : where === "before" ? place.column : place.column + 1;
        if (dispatch) {
            const tr = state.tr;
            for (let row = place.rows - 1; row >= 0; --row) {
                const at = column < place.columns ? cellAt(place.table, place.start, row, column) : rowAt(place.table, place.start, row) + place.table.child(row + 1).nodeSize - 1;
                tr.insert(at, schema.nodes.table_cell.create());
            }
            dispatch(into(tr, place.start, Math.max(0, place.row), column));
        }
        return true;
    };
}

/// The last row, or the last column, takes the table with it.
export const removeRow: Command = (state, dispatch, view) => {
    const place = placeInTable(state);
    if (!place || place.row < 0) return false;
    if (place.rows < 2) return removeBlock(state, dispatch, view);
    if (dispatch) {
        const at = rowAt(place.table, place.start, place.row);
        const tr = state.tr.delete(at, at + place.table.child(place.row + 1).nodeSize);
        dispatch(into(tr, place.start, Math.min(place.row, place.rows - 2), place.column));
    }
    return true;
};

export const removeColumn: Command = (state, dispatch, view) => {
    const place = placeInTable(state);
    if (!place || place.row < 0) return false;
    if (place.columns < 2) return removeBlock(state, dispatch, view);
    if (dispatch) {
        const tr = state.tr;
        for (let row = place.rows - 1; row >= 0; --row) {
            const at = cellAt(place.table, place.start, row, place.column);
            tr.delete(at, at + place.table.child(row + 1).child(place.column).nodeSize);
        }
        dispatch(into(tr, place.start, place.row, Math.min(place.column, place.columns - 2)));
    }
    return true;
};

export const toggleHeader: Command = (state, dispatch) => {
    const place = placeInTable(state);
    if (!place) return false;
    if (dispatch) dispatch(state.tr.setNodeMarkup(place.start, undefined, { ...place.table.attrs, header: !place.table.attrs.header }));
    return true;
};

/// Tab: the next cell; in the last one a new row. Shift-Tab: the one before. Before the first and in a full table the key is
/// the browser's again, so nobody is caught.
export function toCell(schema: Schema, step: 1 | -1): Command {
    return (state, dispatch, view) => {
        const place = placeInTable(state);
        if (!place) return false;
        const next = place.row < 0 ? (step > 0 ? 0 : -1) : place.row * place.columns + place.column + step;
        if (next < 0) return false;
        if (next >= place.rows * place.columns) {
            if (!addRow(schema, "below")(state, undefined)) return false;
            if (dispatch) dispatch(into(state.tr.insert(rowAt(place.table, place.start, place.rows), emptyRow(schema, place.columns)), place.start, place.rows, 0));
            return true;
        }
        if (dispatch) dispatch(into(state.tr, place.start, Math.floor(next / place.columns), next % place.columns));
        view?.focus();
        return true;
    };
}

function emptyRow(schema: Schema, columns: number): PmNode {
    return schema.nodes.table_row.create(null, Array.from({ length: columns }, () => schema.nodes.table_cell.create()));
}

/// Enter: the cell below; from the last row to a new paragraph after the table.
export function enterInTable(schema: Schema): Command {
    return (state, dispatch) => {
        const place = placeInTable(state);
        if (!place) return false;
        if (!dispatch) return true;
        if (place.row + 1 < place.rows) {
            dispatch(into(state.tr, place.start, place.row + 1, place.column));
        } else {
            const after = place.start + place.table.nodeSize;
            const next = state.doc.nodeAt(after);
            const tr = state.tr;
            if (!next || next.type.name !== "paragraph" || next.content.size > 0) tr.insert(after, schema.nodes.paragraph.create());
            dispatch(tr.setSelection(TextSelection.create(tr.doc, after + 1)).scrollIntoView());
        }
        return true;
    };
}

/// Delete over several cells of a table, or captions of a gallery, empties them and leaves the rest as it is.
export const emptyCells: Command = (state, dispatch) => {
    const { $from, $to, empty } = state.selection;
    if (empty || $from.depth < 2 || !["table", "gallery"].includes($from.node(1).type.name) || $from.before(1) !== ($to.depth > 0 ? $to.before(1) : -1) || $from.sameParent($to)) return false;
    if (dispatch) {
        const tr = state.tr;
        state.doc.nodesBetween($from.pos, $to.pos, (node, at) => {
            if (!node.isTextblock) return true;
            const from = tr.mapping.map(Math.max(at + 1, $from.pos));
            const to = tr.mapping.map(Math.min(at + 1 + node.content.size, $to.pos));
            if (to > from) tr.delete(from, to);
            return false;
        });
        dispatch(tr.setSelection(Selection.near(tr.doc.resolve($from.pos))).scrollIntoView());
    }
    return true;
};

/// Whatever a paste or a deletion left: all rows of a table are of one length, and no table is beyond the limits.
export function squareTables(schema: Schema): Plugin {
    return new Plugin({
        appendTransaction(transactions, _before, state) {
            if (!transactions.some((tr) => tr.docChanged)) return null;
            const tr = state.tr;
            state.doc.forEach((table, start) => {
                if (table.type.name !== "table") return;
                let columns = 0;
                for (let row = 1; row < table.childCount; ++row) columns = Math.max(columns, table.child(row).childCount);
                columns = Math.min(columns, kMaxColumns);
                let fits = table.childCount - 1 <= kMaxRows;
                for (let row = 1; row < table.childCount && fits; ++row) fits = table.child(row).childCount === columns;
                if (fits) return;
                const rows: PmNode[] = [table.child(0)];
                for (let row = 1; row < Math.min(table.childCount, kMaxRows + 1); ++row) {
                    const cells: PmNode[] = [];
                    for (let column = 0; column < columns; ++column) cells.push(table.child(row).maybeChild(column) || schema.nodes.table_cell.create());
                    rows.push(schema.nodes.table_row.create(null, cells));
                }
                const from = tr.mapping.map(start);
                tr.replaceWith(from + 1, from + table.nodeSize - 1, Fragment.from(rows));
            });
            return tr.steps.length ? tr : null;
        },
    });
}
