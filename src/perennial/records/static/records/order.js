// Lists whose rows are put in order: dragged by their grips (mouse, pen, finger), or moved by buttons. A list that names a form
// sends the new order at once; in a form of its own the rows are simply sent in the order in which they stand.
import { all, on, one } from "../perennial/js/dom.js";

const rowsOf = (list) => all(":scope > [data-id]", list);

function send(list) {
  const form = list.dataset.order && document.getElementById(list.dataset.order);
  if (!form) return list.dispatchEvent(new Event("change", { bubbles: true }));
  all("[name=id]", form).forEach((input) => input.remove());
  for (const row of rowsOf(list)) {
    const input = Object.assign(document.createElement("input"), { type: "hidden", name: "id", value: row.dataset.id });
    form.append(input);
  }
  form.requestSubmit();
}

on("pointerdown", ".records-grip", (event, grip) => {
  const row = grip.closest("[data-id]"), list = row?.closest("[data-order]");
  if (!list || event.button) return;
  event.preventDefault();
  const before = rowsOf(list);
  row.classList.add("lifted");
  const move = (to) => {
    const over = rowsOf(list).find((other) => other !== row && to.clientY < middle(other));
    over ? over.before(row) : list.append(row);
  };
  const end = (how) => {
    document.removeEventListener("pointermove", move);
    document.removeEventListener("keydown", cancel);
    row.classList.remove("lifted");
    if (how.type === "keydown" || how.type === "pointercancel") list.append(...before);
    else if (rowsOf(list).some((each, at) => each !== before[at])) send(list);
  };
  const cancel = (key) => key.key === "Escape" && end(key);
  document.addEventListener("pointermove", move);
  document.addEventListener("keydown", cancel);
  document.addEventListener("pointerup", end, { once: true });
  document.addEventListener("pointercancel", end, { once: true });
});

const middle = (row) => { const box = row.getBoundingClientRect(); return box.top + box.height / 2; };

on("click", "[data-order] [data-move]", (event, button) => {
  event.preventDefault();
  const row = button.closest("[data-id]"), list = row.closest("[data-order]"), rows = rowsOf(list);
  const to = rows[rows.indexOf(row) + Number(button.dataset.move)];
  if (!to) return;
  Number(button.dataset.move) < 0 ? to.before(row) : to.after(row);
  send(list);
  one(`[data-move="${button.dataset.move}"]`, row)?.focus();
});
