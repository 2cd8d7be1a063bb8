// Lists by keyboard and selection: J/K or arrows walk, Enter opens, X selects, Shift-click selects a range.
import { all, on, one, typing } from "./dom.js";

const boxes = () => all("[data-select] input[name]", document);
let last = null;

function showSelection() {
  const bar = one("[data-bulk]");
  if (!bar) return;
  const chosen = boxes().filter((box) => box.checked).length;
  bar.hidden = !chosen;
  if (chosen) all("[data-chosen]", bar).forEach((place) => { place.textContent = chosen; });
  const whole = one("[data-select-all]");
  if (whole) {
    whole.checked = chosen > 0 && chosen === boxes().length;
    whole.indeterminate = chosen > 0 && !whole.checked;
  }
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
on("change", "[data-select-all]", (event, box) => { boxes().forEach((each) => { each.checked = box.checked; }); showSelection(); });
on("click", "[data-select-none]", () => { boxes().forEach((box) => { box.checked = false; }); showSelection(); });

const rows = () => all("[data-row]").filter((row) => row.checkVisibility());
const current = () => rows().findIndex((row) => row.classList.contains("at"));

function walk(step) {
  const list = rows(), index = Math.max(0, Math.min(list.length - 1, current() + step));
  list.forEach((row, i) => row.classList.toggle("at", i === index));
  const link = one("a[href], button", list[index]);
  link?.focus({ preventScroll: true });
  list[index]?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.metaKey || event.ctrlKey || event.altKey || typing(event.target) || one("dialog[open], [popover]:popover-open") || !rows().length) return;
  if (document.body.dataset.keys !== "on") return;
  const step = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && (current() >= 0 || !event.key.startsWith("Arrow"))) {
    event.preventDefault();
    walk(step);
  } else if (event.key === "x" && current() >= 0) {
    one("input[type=checkbox]", rows()[current()])?.click();
  }
});
document.addEventListener("htmx:after:swap", showSelection);
