// What is changed where it is read: an editor over a cell of a list (data-edits) or over a fact (data-edit). The new value stands
// at once, is marked while it is under way, and gives way to the old one, with the reason, when the server refuses it.
import { all, announce, make, on, one, token } from "./dom.js";
import { say } from "./toast.js";
import { column, firstStep, isCell, move, rowOf, tableOf } from "./cells.js";

const editor = make("div", { class: "inplace", popover: "manual" });
let equip; // livens up what has come
let at = null; // what is open: {cell, url, form, sent: what the form said when it was opened}
let kept = ""; // the address of the fact that was saved last, until somebody goes elsewhere

const words = (cell) => (cell.closest("[data-edits], [data-failed]") ?? one("[data-failed]"))?.dataset ?? {};
const spoken = (form) => new URLSearchParams(new FormData(form)).toString();
const spot = (cell) => one("[data-value]", cell) ?? cell;
const isPen = (cell) => cell.matches("a[data-edit]:not(:has([data-value]))") && !cell.textContent.trim(); // only a pencil stands in it

function address(cell) {
  if (cell.dataset.edit) return cell.dataset.edit;
  return `${tableOf(cell).dataset.edits}${rowOf(cell).dataset.id}/${column(cell)}/`;
}

function asked(url, cell) {
  const full = new URL(url, location.href);
  full.searchParams.set("cell", "1");
  if (isCell(cell)) full.searchParams.set("columns", columns(tableOf(cell)));
  return full;
}

const columns = (table) => all("thead [data-field]", table).slice(1).map((head) => head.dataset.field).join(",");

async function fetched(url, options = {}) {
  const answer = await fetch(url, { ...options, headers: { "HX-Request": "true", "X-CSRFToken": token() } });
  for (const [name, detail] of Object.entries(JSON.parse(answer.headers.get("HX-Trigger") ?? "{}"))) announce(name, detail);
  return { status: answer.redirected ? 0 : answer.status, told: answer.headers.has("HX-Trigger"), html: await answer.text() };
}

// The editor opens at once, with a field that takes what is typed until the form has come and is equipped.
export async function edit(cell) {
  if (at) save();
  const url = address(cell), shown = spot(cell).textContent.trim();
  const early = make("input", { class: "input", autocomplete: "off", "aria-label": words(cell).change });
  early.value = shown;
  place(cell, make("div", { class: "inplace-form" }, make("div", { class: "field" }, early)));
  const mine = at = { cell, url, form: null };
  early.select();
  let answer;
  try { answer = await fetched(asked(url, cell)); } catch { answer = { status: 0 }; }
  if (at !== mine) return;
  if (answer.status !== 200) {
    close();
    return refused(cell, answer.status, answer.html, answer.told);
  }
  const form = formIn(answer.html), sent = spoken(form);
  await dressed(form);
  if (at !== mine) return;
  show(cell, url, form, sent, early.value === shown ? null : early.value);
  if (mine.then) setTimeout(mine.then); // after a combobox has found what was typed
}

const formIn = (html) => document.adoptNode(one("form", new DOMParser().parseFromString(html, "text/html")));

function place(cell, ...content) {
  cell.style.anchorName = "--inplace";
  editor.style.positionAnchor = "--inplace";
  editor.replaceChildren(...content);
  (one("main") ?? document.body).append(editor);
  if (!editor.matches(":popover-open")) editor.showPopover();
}

// Whether a form is one choice and nothing else: then choosing saves.
function isChoice(form) {
  const selects = all("select", form);
  return selects.length === 1 && !selects[0].multiple && !one("input:not([type=hidden])", form);
}

async function dressed(form) {
  if (isChoice(form)) Object.assign(one("select", form).dataset, { combobox: "", opens: "" });
  form.hidden = true;
  editor.append(form);
  await equip();
  form.hidden = false;
}

function show(cell, url, form, sent, typed = null) {
  at = { cell, url, form, sent };
  place(cell, form);
  const field = one("input[type=radio]:checked", form) ?? one("[aria-invalid=true]:not([hidden], select), input:not([type=hidden], [hidden]), textarea, select:not([hidden])", form);
  field?.focus();
  if (typed !== null && field?.matches("input:not([type=radio], [type=checkbox], [type=date]), textarea")) {
    field.value = typed;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (one("select[data-opens]", form)) field?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
  else if (field?.matches("input, textarea")) field.select();
}

function close() {
  if (!at) return null;
  const was = at;
  at = null;
  if (editor.matches(":popover-open")) editor.hidePopover();
  editor.replaceChildren();
  was.cell.style.anchorName = "";
  return was;
}

export function cancel() {
  const was = close();
  was?.cell.isConnected && focus(was.cell);
}

const focus = (cell) => (isCell(cell) ? move(cell) : (cell.matches("a, button") ? cell : one("a, button", cell))?.focus());

// In words, what a form says: what stands in the cell until the server answers.
function said(form) {
  return all("[name^=value]", form).flatMap((field) => {
    if (field.matches("select")) return [...field.selectedOptions].filter((option) => option.value).map((option) => option.textContent.trim());
    if (field.matches("[type=radio], [type=checkbox]")) return field.checked && field.value ? [field.labels[0]?.textContent.trim() ?? field.value] : [];
    if (field.type === "date" && field.value) return [new Date(`${field.value}T12:00`).toLocaleDateString(document.documentElement.lang, { dateStyle: "long" })];
    return field.value ? [field.value] : [];
  }).join(", ");
}

export async function save() {
  if (!at) return;
  const { form, sent } = at;
  if (!form) return cancel();
  if ([...form.elements].some((field) => field.validity?.badInput)) return form.reportValidity();
  if (spoken(form) === sent) return cancel();
  const data = new FormData(form), shown = said(form);
  const { cell, url } = close();
  const place = spot(cell), before = [...place.childNodes];
  if (!isPen(cell)) place.replaceChildren(shown || "–");
  cell.classList.add("saving");
  cell.setAttribute("aria-busy", "true");
  focus(cell);
  kept = isCell(cell) ? "" : url;
  let answer;
  try {
    answer = await fetched(asked(url, cell), { method: "POST", body: data });
  } catch { answer = { status: 0, html: "" }; }
  cell.classList.remove("saving");
  cell.removeAttribute("aria-busy");
  if (answer.status === 200) return draw(rowOf(cell), answer.html, cell);
  if (answer.status === 204) return undefined;
  place.replaceChildren(...before);
  refused(cell, answer.status, answer.html, answer.told, url, form, sent);
}

// Why not: the form that came back, the other one's version, that it is gone, or the words that came with the answer.
function refused(cell, status, html = "", told = false, url = "", form = null, sent = "") {
  if (status === 409 || status === 410) {
    const place = one("#dialogs");
    place.innerHTML = html;
    htmx.process(place);
    equip();
    if (status === 409) refresh(rowOf(cell));
  } else if (status === 422 && !at) {
    const back = formIn(html);
    dressed(back).then(() => { if (!at) show(cell, url, back, sent); });
  } else if (status === 422) {
    say(one(".errorlist", new DOMParser().parseFromString(html, "text/html"))?.textContent.trim() ?? words(cell).failed, "", "poor");
  } else if (!told) {
    say(words(cell).failed, "", "poor");
    if (form && !at) show(cell, url, form, sent);
  }
}

// A row as the server draws it takes the place of the one that is there, but for cells that are under way or open.
function draw(row, html, mine = null) {
  const fresh = one("tr", new DOMParser().parseFromString(html, "text/html"));
  if (!row?.isConnected) return;
  if (!fresh) return row.remove();
  const first = one("[data-cell=main]", row).cellIndex, index = document.activeElement?.closest("[data-row]") === row ? document.activeElement.closest("td")?.cellIndex : -1;
  [...fresh.cells].forEach((cell, i) => {
    const old = row.cells[first + i];
    if (old && (old === mine || !old.matches(".saving") && old !== at?.cell)) old.replaceWith(document.adoptNode(cell.cloneNode(true)));
  });
  htmx.process(row);
  if (index >= 0 && !at) move(row.cells[index]);
}

async function refresh(row) {
  if (!row) return;
  const table = tableOf(row), url = new URL(table.dataset.edits, location.href);
  url.searchParams.set("id", row.dataset.id);
  url.searchParams.set("columns", columns(table));
  const { status, html } = await fetched(url).catch(() => ({}));
  if (status === 200) draw(row, html);
}

const rowsOf = (id) => all(`[data-edits] tr[data-id="${CSS.escape(String(id))}"]`);

// Enter saves, also out of a combobox that stands open untouched; Esc gives up; Tab in a list goes on to the next cell.
let walked = false;
// An Enter that came early: what a combobox found is taken first.
function submit() {
  const select = one("select[data-opens]", editor);
  if (!select) save();
  else if (!select.dataset.url) one("[role=combobox]", editor).dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
}

function keys(event) {
  if (event.isComposing) return;
  const box = event.target.closest("[role=combobox]"), many = box?.closest("form")?.querySelector("select[multiple]");
  const stop = () => { event.preventDefault(); event.stopPropagation(); };
  if (event.key === "Escape" && !one(".calendar:popover-open", editor)) { stop(); cancel(); }
  else if (!at?.form) { if (event.key === "Enter" || event.key === "Tab") { stop(); const { cell } = at, step = event.shiftKey ? -1 : 1, on = event.key === "Tab" && isCell(cell); at.then = () => { submit(); if (on) firstStep(cell, step); }; } }
  else if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) { stop(); save(); }
  else if (event.key === "Enter" && many && !box.value.trim() && !walked) { stop(); save(); }
  else if (event.key === "Tab" && at && !isCell(at.cell) && ends(event)) { stop(); save(); }
  else if (event.key === "Tab" && at && isCell(at.cell) && leaves(event)) { stop(); const { cell } = at; save(); firstStep(cell, event.shiftKey ? -1 : 1); }
  walked = event.key === "ArrowDown" || event.key === "ArrowUp";
}

function leaves(event) {
  const fields = all("input:not([type=hidden]), textarea, select", editor).filter((field) => field.checkVisibility());
  return event.target === (event.shiftKey ? fields[0] : fields.at(-1)) || event.target.type === "radio";
}

// Beyond the editor of a fact lies the fact.
function ends(event) {
  const stops = all("input:not([type=hidden]), textarea, select, button:not([tabindex='-1'])", editor).filter((stop) => stop.checkVisibility());
  return event.target === (event.shiftKey ? stops[0] : stops.at(-1));
}

// A fact that was drawn anew, or moved to those that are filled in, keeps the focus that it had.
function stay() {
  if (!kept || document.activeElement !== document.body) return;
  all(`[data-edit="${CSS.escape(kept)}"]`).find((fact) => fact.checkVisibility())?.focus({ preventScroll: true });
}

let started = false;
export function start(livelier) {
  equip = livelier;
  all("table[data-edits]:not([role])").forEach((table) => table.setAttribute("role", "grid"));
  if (started) return;
  started = true;
  editor.addEventListener("keydown", keys, true);
  editor.addEventListener("submit", (event) => { event.preventDefault(); save(); });
  editor.addEventListener("change", (event) => { if (event.target.matches("select[data-opens]")) save(); });
  editor.addEventListener("click", (event) => {
    if (event.target.closest("[data-cancel]")) cancel();
    else if (event.detail && event.target.closest(".seg label")) setTimeout(() => one(".seg :checked", editor) && save());
    else if (event.target.closest(".calendar [data-day], .calendar footer button")) save();
  });
  document.addEventListener("htmx:after:swap", stay);
  document.addEventListener("pointerdown", (event) => { kept = ""; if (at && !editor.contains(event.target) && !event.target.closest("#toasts, dialog")) save(); }, true);
  on("click", "a[data-edit]", (event, link) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    edit(link);
  });
  document.addEventListener("cell:edit", (event) => edit(event.detail));
  document.addEventListener("records:changed", (event) => rowsOf(event.detail.id).forEach(refresh));
  document.addEventListener("records:summed", () => one("#sums") && htmx.ajax("GET", location.href, { target: "#sums", select: "#sums", swap: "outerHTML" }));
  for (const topic of new Set(all("[data-edits][data-topic]").map((table) => table.dataset.topic).filter(Boolean))) {
    document.addEventListener(`live:${topic}`, (event) => rowsOf(event.detail?.id).forEach(refresh));
  }
}
