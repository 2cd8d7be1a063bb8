// Keys of the row that is current: E does it, S snoozes. J, K and Enter come with every list, U (undo) with every page.
// When a row leaves, the one that takes its place becomes current, so that the hands stay where they are.
import { all, one, typing } from "../perennial/js/dom.js";

const page = () => one("[data-today]");
const rows = () => all("[data-row]", page() ?? document);
const current = () => rows().findIndex((row) => row.classList.contains("at") || row.contains(document.activeElement));
const silent = (event) =>
  document.body.dataset.keys !== "on" || event.metaKey || event.ctrlKey || event.altKey || typing(event.target) || one("dialog[open], [popover]:popover-open");

let place = -1;

document.addEventListener("keydown", (event) => {
  if (silent(event)) return;
  const key = event.key.toLowerCase();
  const row = rows()[current()];
  const target = row && { e: "[data-act]", s: "[data-snooze]" }[key];
  const control = target && one(target, row);
  if (!control) return;
  event.preventDefault();
  place = current();
  control.click();
});

document.addEventListener("focusin", (event) => {
  const index = rows().findIndex((row) => row.contains(event.target));
  if (index >= 0) place = index;
});

document.addEventListener("htmx:after:swap", () => {
  if (place < 0 || one("dialog[open]") || (document.activeElement && document.activeElement !== document.body)) return;
  const list = rows(), row = list[Math.min(place, list.length - 1)];
  if (!row) return;
  list.forEach((each) => each.classList.toggle("at", each === row));
  one("a[href]", row)?.focus({ preventScroll: true });
});

// The navigation tells the number that the page has just counted.
document.addEventListener("htmx:after:swap", () => {
  const count = page()?.dataset.count;
  if (count) all("[data-nav-count=today]").forEach((told) => { told.textContent = count; });
});
