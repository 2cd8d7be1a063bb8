// The cell cursor of a list: arrow keys walk from cell to cell, Enter or F2 opens one, a second click or a double click too, and
// a pencil lies in the cell under the pointer.
import { all, announce, make, one } from "./dom.js";

export const tableOf = (cell) => cell.closest("table[data-edits]");
export const rowOf = (cell) => cell?.closest?.("[data-edits] tr[data-id]") ?? null;
export const isCell = (cell) => cell?.matches?.("[data-edits] tr[data-id] > td") ?? false;
export const column = (cell) => one("thead tr", tableOf(cell)).cells[cell.cellIndex].dataset.field;
const opens = (cell) => isCell(cell) && "e" in cell.dataset;
const rowsOf = (table) => all("tr[data-id]", table).filter((row) => row.checkVisibility());

// The cursor goes to a cell; the row is marked, so that the keys that walk rows go on from here.
export function move(cell) {
  if (!cell) return;
  all(".at", tableOf(cell)).forEach((row) => row.classList.remove("at"));
  rowOf(cell).classList.add("at");
  all("td[tabindex='0']", tableOf(cell)).forEach((other) => { other.tabIndex = -1; });
  cell.tabIndex = 0;
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

// One cell on, into the next row where one ends.
export function firstStep(cell, step) {
  const cells = rowsOf(tableOf(cell)).flatMap((row) => [...row.cells]).filter(opens);
  move(cells[cells.indexOf(cell) + step] ?? cell);
}

function walk(event, cell) {
  const rtl = document.dir === "rtl" ? -1 : 1, row = rowOf(cell), list = rowsOf(tableOf(cell));
  if (event.shiftKey) return undefined; // ticks rows
  const side = { ArrowRight: rtl, ArrowLeft: -rtl }[event.key], up = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const first = one("[data-cell=main]", row).cellIndex;
  if (side) return row.cells[Math.max(first, Math.min(row.cells.length - 1, cell.cellIndex + side))];
  if (up) return list[Math.max(0, Math.min(list.length - 1, list.indexOf(row) + up))]?.cells[cell.cellIndex];
  return { Home: row.cells[first], End: row.cells[row.cells.length - 1] }[event.key];
}

function keys(event) {
  if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || one("dialog[open], [popover]:popover-open")) return;
  const cell = event.target.closest?.("td"), inside = isCell(cell);
  if (!inside) return;
  const stands = event.target === cell, stop = () => { event.preventDefault(); event.stopPropagation(); };
  if (event.key === "F2" || (stands && event.key === "Enter")) {
    stop();
    if (opens(cell)) announce("cell:edit", cell);
    else if (event.key === "Enter") one("a[href]", rowOf(cell))?.click();
  } else if (stands && event.key === "Escape") {
    stop();
    one("a[href], button", rowOf(cell))?.focus();
  } else if (stands || event.key === "ArrowRight" || event.key === "ArrowLeft") {
    const next = walk(event, cell);
    if (next) { stop(); move(next); }
  }
}

let pencil = null, focused = null;
function point(event) {
  const cell = event.target.closest?.("td");
  if (event.pointerType !== "mouse" || !opens(cell)) return;
  pencil ??= make("button", { type: "button", class: "pencil btn ghost icon sm", tabindex: "-1", "data-pencil": "", "aria-label": tableOf(cell).dataset.change });
  if (!pencil.firstChild) pencil.append(one("#icon-pencil").content.cloneNode(true));
  if (pencil.parentElement !== cell) cell.append(pencil);
}

document.addEventListener("keydown", keys, true);
document.addEventListener("pointerover", point);
document.addEventListener("pointerdown", (event) => { focused = document.activeElement; }, true);
document.addEventListener("click", (event) => {
  const cell = event.target.closest?.("td");
  if (!isCell(cell) || !one("thead", tableOf(cell)).checkVisibility()) return;
  if (event.target.closest("[data-pencil]")) return announce("cell:edit", cell);
  if (event.target.closest("a, button, input, label")) return;
  opens(cell) && (focused === cell || event.detail > 1) ? announce("cell:edit", cell) : move(cell);
});
