// Lists by keyboard and selection: J/K or arrows walk, Enter opens, X selects, Shift-click selects a range, C leads to what can
// be done with the selection and Esc back from there.
import { all, on, one, typing } from "./dom.js";

const boxes = () => all("[data-select] input[name]");
let last = null;

// The bar counts what is ticked; “all that match” is offered once the whole page is, and there is more than the page.
function showSelection() {
  const bar = one("[data-bulk]");
  if (!bar) return;
  const list = boxes(), chosen = list.filter((box) => box.checked).length;
  const page = one("[data-bulk-words]"), match = one("[data-all-match]", bar), every = one("input", match);
  const isWhole = chosen > 0 && chosen === list.length;
  one("[data-select-page]", bar).hidden = isWhole;
  match.hidden = !isWhole || !page?.hasAttribute("data-bulk-more");
  if (match.hidden) every.checked = false;
  if (page) one("[data-all-words]", bar).textContent = page.dataset.bulkWords;
  const count = one("[data-chosen]", bar);
  count.textContent = count.dataset.chosen.replace("{n}", chosen);
  count.hidden = every.checked;
  match.classList.toggle("on", every.checked);
  const whole = one("[data-select-all]");
  if (whole) {
    whole.checked = isWhole;
    whole.indeterminate = chosen > 0 && !isWhole;
  }
}

function tick(list, checked) {
  list.forEach((box) => { box.checked = checked; });
  showSelection();
}

on("click", "[data-select] input[name]", (event, box) => {
  const list = boxes();
  if (event.shiftKey && last?.isConnected) {
    const [from, to] = [list.indexOf(last), list.indexOf(box)].sort((a, b) => a - b);
    for (let i = from; i <= to; i++) list[i].checked = box.checked;
  }
  last = box;
  showSelection();
});
on("change", "[data-select-all]", (event, box) => tick(boxes(), box.checked));
on("click", "[data-select-page]", () => tick(boxes(), true));
on("change", "[data-all-match] input", showSelection);
on("click", "[data-select-none]", (event) => { event.preventDefault(); tick(boxes(), false); });
document.addEventListener("selection:clear", () => tick(boxes(), false));
showSelection();

const rows = () => all("[data-row]").filter((row) => row.checkVisibility());
const current = () => rows().findIndex((row) => row.classList.contains("at"));

let place = -1;

// Where the row that one stood on went away, one stands on the row that took its place.
document.addEventListener("htmx:after:swap", () => {
  if (place < 0 || current() >= 0 || !rows().length || one("[data-board]")) return; // a board follows its card
  place = Math.min(place, rows().length - 1);
  rows()[place].classList.add("at");
  if (document.activeElement === document.body) one("a[href], button", rows()[place])?.focus({ preventScroll: true });
});

function walk(step) {
  const list = rows(), index = Math.max(0, Math.min(list.length - 1, current() + step));
  place = index;
  list.forEach((row, i) => row.classList.toggle("at", i === index));
  const link = one("a[href], button", list[index]);
  link?.focus({ preventScroll: true });
  list[index]?.scrollIntoView({ block: "nearest" });
}

const boxOf = (row) => one("[data-select] input", row);

// Shift and an arrow tick the row and the next one; Ctrl/Cmd A ticks the page.
function extend(event) {
  if (typing(event.target) || one("dialog[open], [popover]:popover-open") || !boxes().length) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "a") {
    event.preventDefault();
    tick(boxes(), true);
  } else if (event.shiftKey && ["ArrowDown", "ArrowUp"].includes(event.key) && current() >= 0) {
    event.preventDefault();
    const from = boxOf(rows()[current()]);
    walk(event.key === "ArrowDown" ? 1 : -1);
    tick([from, boxOf(rows()[current()])].filter(Boolean), true);
  }
}
document.addEventListener("keydown", extend);
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.shiftKey || event.metaKey || event.ctrlKey || event.altKey || typing(event.target) || one("dialog[open], [popover]:popover-open") || !rows().length) return;
  if (document.body.dataset.keys !== "on") return;
  const step = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && (current() >= 0 || !event.key.startsWith("Arrow"))) {
    event.preventDefault();
    walk(step);
  } else if ((event.key === "x" || (event.key === " " && !event.target.matches("input, button, summary"))) && current() >= 0) {
    event.preventDefault();
    boxOf(rows()[current()])?.click();
  } else if (event.key === "c" && boxes().some((box) => box.checked)) {
    event.preventDefault();
    all("button, input", one("[data-bulk]")).find((control) => control.checkVisibility())?.focus();
  } else if (event.key === "Escape" && event.target.closest("[data-bulk]")) {
    event.preventDefault();
    walk(0);
  } else if (event.key === "Escape" && boxes().some((box) => box.checked)) {
    event.preventDefault();
    tick(boxes(), false);
  }
});
document.addEventListener("htmx:after:swap", showSelection);
