// Boards, calendars and the panel beside a list. Cards are dragged (mouse, pen; a long press on touch) or moved by keys; the
// server is asked against the place where a card was taken up, and its no puts the card back.
import { all, make, on, one, token, typing } from "../perennial/js/dom.js";
import { say } from "../perennial/js/toast.js";

const SLIP = 6, PRESS = 280, QUIET = 1200;
const board = () => one("[data-board], [data-month]");
const placeOf = (card) => card.closest("[data-drop]");
const rtl = () => document.documentElement.dir === "rtl";
const busy = (event) => event.metaKey || event.ctrlKey || event.altKey || typing(event.target) || one("dialog[open], [popover]:popover-open") || document.body.dataset.keys !== "on";
const nameOf = (card) => one("b, .cal-entry span", card)?.textContent ?? "";
const status = (text) => { const place = one("#layout-status"); if (place) place.textContent = text; };

// ---- moving
const addressOf = (card) => {
  if (card.dataset.move) return `${card.dataset.move}&from=${encodeURIComponent(card.dataset.from)}`; // of an entry of a calendar
  const [path, query] = board().dataset.move.split("?");
  return `${path.replace("/0/move/", `/${card.dataset.id}/move/`)}?${query}&from=${encodeURIComponent(card.dataset.from)}`;
};
const listOf = (place) => one(".board-cards, ul", place) ?? place.appendChild(make("ul"));

function put(card, place, before = null) {
  const focused = card.contains(document.activeElement) ? document.activeElement : null;
  listOf(place).insertBefore(card, before?.isConnected ? before : listOf(place).firstChild);
  focused?.focus({ preventScroll: true });
}

async function send(card, place, back) {
  const url = addressOf(card), from = card.dataset.from;
  put(card, place);
  card.dataset.from = place.dataset.drop;
  if (card.id) card.id = `card-${place.dataset.drop}-${card.dataset.id}`; // as the server will call it
  const headers = { "X-CSRFToken": token(), "HX-Request": "true", Accept: "application/json" };
  const undone = (why) => { card.dataset.from = from; if (card.id) card.id = `card-${from}-${card.dataset.id}`; put(card, back.place, back.before); say(why); refresh(); };
  try {
    const answer = await fetch(url, { method: "POST", headers, body: new URLSearchParams({ to: place.dataset.drop }) });
    if (answer.status === 422 || answer.status === 409) return undone((await answer.json()).why);
    if (!answer.ok) return undone(board().dataset.failed);
    const told = JSON.parse(answer.headers.get("HX-Trigger") ?? "{}");
    if (told.toast) say(told.toast.text, told.toast.undo);
    card.dataset.moved = "";
    refresh();
  } catch { undone(board().dataset.failed); }
}

function drop(card, place, back) {
  if (!place || place.dataset.drop === card.dataset.from) return put(card, back.place, back.before);
  return send(card, place, back);
}

// The board follows what others do, not more often than once in a while, and never under somebody's hands.
let waiting = 0;
function refresh(after = 0) {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    if (!board()) return;
    if (held || picked) return refresh(QUIET);
    const focused = document.activeElement?.closest("[data-id]")?.dataset.id;
    htmx.ajax("GET", location.href, { target: "#results", select: "#results", swap: "outerMorph" }).then(() => {
      if (focused && (!document.activeElement || document.activeElement === document.body)) focusOn(one(`[data-movable][data-id="${focused}"]`));
    });
  }, after);
}
// What was asked for before a card was taken up comes too late.
document.addEventListener("htmx:before:swap", (event) => {
  if (!(held || picked) || !board() || event.detail.ctx.target?.id !== "results") return;
  event.preventDefault();
  refresh(QUIET);
});
for (const topic of ["party", "product", "followup"]) {
  document.addEventListener(`live:${topic}`, () => board()?.dataset.follows.split(" ").includes(topic) && refresh(QUIET));
}
document.addEventListener("dialog:close", () => board() && refresh());

// ---- dragging
let held = null;

function lift(card, event) {
  const box = card.getBoundingClientRect(), ghost = card.cloneNode(true);
  ghost.removeAttribute("id");
  ghost.removeAttribute("data-id");
  ghost.classList.add("board-lifted", ...(card.classList.contains("board-card") ? [] : ["cal-lifted"]));
  ghost.inert = true;
  document.body.append(ghost);
  card.classList.add("ghosted");
  held = { card, ghost, x: event.clientX - box.left, y: event.clientY - box.top, width: box.width, back: { place: placeOf(card), before: card.nextElementSibling }, over: null, at: event };
  held.walk = setInterval(() => carry(held.at), 24); // at the edge the board goes on while the finger rests
  ghost.attributeStyleMap ? ghost.attributeStyleMap.set("inline-size", CSS.px(box.width)) : (ghost.style.inlineSize = `${box.width}px`);
  carry(event);
}

function carry(event) {
  held.at = event;
  held.ghost.style.transform = `translate(${event.clientX - held.x}px, ${event.clientY - held.y}px)`;
  const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-drop]:not([data-closed])") ?? null;
  if (over !== held.over) {
    held.over?.classList.remove("over");
    over?.classList.add("over");
    held.over = over;
  }
  const room = one(".board"), box = room?.getBoundingClientRect();
  if (box && event.clientX > box.right - 48) room.scrollBy(12, 0);
  else if (box && event.clientX < box.left + 48) room.scrollBy(-12, 0);
}

function letGo(keep) {
  const { card, ghost, over, back } = held;
  clearInterval(held.walk);
  ghost.remove();
  over?.classList.remove("over");
  card.classList.remove("ghosted");
  held = null;
  if (keep) drop(card, over, back);
}

// The click that ends a drag opens nothing.
function swallowClick() {
  const swallow = (click) => { click.preventDefault(); click.stopPropagation(); };
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
}

on("pointerdown", "[data-movable]", (event, card) => {
  if (event.button || event.target.closest(".board-menu")) return;
  const start = { clientX: event.clientX, clientY: event.clientY }, touch = event.pointerType === "touch";
  const press = touch ? setTimeout(() => { lift(card, start); card.setPointerCapture?.(event.pointerId); }, PRESS) : 0;
  const move = (to) => {
    const far = Math.hypot(to.clientX - start.clientX, to.clientY - start.clientY) > SLIP;
    if (!held && far && touch) return end(to);
    if (!held && far) lift(card, start);
    if (held) { to.preventDefault(); carry(to); }
  };
  const still = (to) => held && to.preventDefault();
  const end = (how) => {
    clearTimeout(press);
    document.removeEventListener("pointermove", move);
    document.removeEventListener("touchmove", still);
    for (const type of ["pointerup", "pointercancel", "keydown"]) document.removeEventListener(type, end, true);
    if (!held) return;
    if (how.type === "pointerup") swallowClick();
    letGo(how.type === "pointerup");
  };
  const escape = (key) => key.key === "Escape" && end(key);
  document.addEventListener("pointermove", move);
  document.addEventListener("touchmove", still, { passive: false });
  document.addEventListener("pointerup", end, true);
  document.addEventListener("pointercancel", end, true);
  document.addEventListener("keydown", escape, { once: true });
});
on("dragstart", "[data-movable]", (event) => event.preventDefault());

// ---- keys of the board, and of what was picked up there or in a calendar
let picked = null;
const focusOn = (card) => one(".who, .cal-entry, a:not(.board-menu)", card)?.focus();
const columns = () => all("[data-drop]", board());
const cardsIn = (place) => all(".board-card", place);

function beside(place, step) {
  const list = columns();
  let at = list.indexOf(place) + step;
  while (picked && list[at]?.hasAttribute("data-closed")) at += step;
  return list[at];
}

function walk(card, key) {
  const place = placeOf(card), list = cardsIn(place), at = list.indexOf(card);
  const along = { ArrowLeft: rtl() ? 1 : -1, ArrowRight: rtl() ? -1 : 1 }[key];
  if (!along) return list[at + (key === "ArrowDown" ? 1 : -1)];
  for (let next = beside(place, along); next; next = beside(next, along)) {
    const there = cardsIn(next);
    if (there.length) return there[Math.min(at, there.length - 1)];
  }
}

function pick(card) {
  picked = { card, back: { place: placeOf(card), before: card.nextElementSibling } };
  card.classList.add("picked");
  status(board().dataset.picked.replace("{name}", nameOf(card)));
}

function carryByKey(step) {
  const place = beside(placeOf(picked.card), step);
  if (!place) return;
  place.classList.remove("bare");
  put(picked.card, place);
  picked.card.scrollIntoView({ block: "nearest", inline: "nearest" });
  focusOn(picked.card);
  status((one("h2", place)?.textContent ?? one("[data-day]", place)?.ariaLabel) || "");
}

function lay(keep) {
  const { card, back } = picked, place = placeOf(card);
  card.classList.remove("picked");
  picked = null;
  keep ? drop(card, place, back) : put(card, back.place, back.before);
  focusOn(card);
}

function keyWhilePicked(event, step) {
  if (step) carryByKey(step);
  else if (event.key === "Enter" || event.key === " ") lay(true);
  else if (event.key === "Escape") lay(false);
  else return false;
  return true;
}

function keyOnBoard(event, card) {
  if (picked) return keyWhilePicked(event, { ArrowLeft: rtl() ? 1 : -1, ArrowRight: rtl() ? -1 : 1 }[event.key]) || /^(Arrow|[jk]$)/.test(event.key);
  if (event.key.startsWith("Arrow")) return focusOn(walk(card, event.key) ?? card) || true;
  if (event.key === "m" && card.hasAttribute("data-movable")) return pick(card) || true;
  return false;
}

// ---- keys of the calendar
const daysShown = () => all("[data-day]").filter((day) => day.checkVisibility());

function shifted(day, step) {
  const to = new Date(`${day}T00:00Z`);
  to.setUTCDate(to.getUTCDate() + step);
  return to.toISOString().slice(0, 10);
}

// Beyond the days that are shown, to the next week or month; where it does not show the day itself (a phone), to its nearest.
async function turn(from, step) {
  const way = step > 0 ? "later" : "earlier", link = one(`[data-cal="${way}"]`), was = link?.href;
  if (!link) return;
  const day = shifted(placeOf(from).dataset.drop, step);
  await htmx.ajax("GET", link.href, { source: link });
  if (one(`[data-cal="${way}"]`)?.href === was) return; // it was not turned
  const days = daysShown();
  (days.find((each) => placeOf(each).dataset.drop === day) ?? days.at(step > 0 ? 0 : -1) ?? one(`[data-cal="${way}"]`))?.focus();
}

function keyInCalendar(event) {
  const step = { ArrowLeft: rtl() ? 1 : -1, ArrowRight: rtl() ? -1 : 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
  if (picked) return keyWhilePicked(event, step);
  const entry = event.target.closest?.("[data-month] [data-movable]");
  if (event.key === "m" && entry) return pick(entry) || true;
  const paged = { PageUp: "earlier", PageDown: "later", t: "today", w: "other" }[event.key];
  if (paged) { one(`[data-cal="${paged}"]`)?.click(); return true; }
  if (!step) return false;
  const days = daysShown(), stood = document.activeElement?.closest(".cal-day");
  const at = days.indexOf(stood && one("[data-day]", stood));
  if (at < 0) (one(".cal-day[aria-current] [data-day]") ?? days[0])?.focus();
  else if (days[at + step]) days[at + step].focus();
  else turn(days[at], step);
  return true;
}

document.addEventListener("keydown", (event) => {
  if (busy(event)) return;
  const card = event.target.closest?.(".board-card") ?? one(".board-card");
  const onCard = event.target.closest?.(".board-card");
  let done = false;
  if (one("[data-board]") && (onCard || (event.key.startsWith("Arrow") && !opened()))) done = onCard ? keyOnBoard(event, card) : focusOn(card) || true;
  else if (one("[data-month]")) done = keyInCalendar(event);
  if (!done) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

// ---- the panel
const aside = () => one("#opened");
const opened = () => (aside() && !aside().hidden ? one("#opened-record", aside())?.dataset.id : null);
const records = () => all("#results [data-id]").filter((row) => row.checkVisibility());

function here(id) {
  const address = new URL(location.href);
  id ? address.searchParams.set("open", id) : address.searchParams.delete("open");
  return address;
}

async function show(id) {
  const path = one("[data-panel]").dataset.panel.replace("/0/panel/", `/${id}/panel/`);
  const query = here(null).search;
  await htmx.ajax("GET", path + query, { target: "#opened", swap: "innerHTML" });
  if (one("#opened-record", aside())?.dataset.id !== id) return;
  aside().hidden = false;
  history.replaceState(history.state, "", here(id));
  mark(id);
  if (!aside().contains(document.activeElement)) one(`#results [data-id="${id}"] a`)?.focus({ preventScroll: true });
}

function mark(id) {
  for (const row of all("#results [data-id]")) row.classList.toggle("at", row.dataset.id === id);
  one("main .at")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function shut() {
  const id = opened();
  aside().hidden = true;
  aside().replaceChildren();
  history.replaceState(history.state, "", here(null));
  one(`#results [data-id="${id}"] a`)?.focus({ preventScroll: true });
}

// To the record before or after: the one in the list, or beyond the border of the page, which then is turned.
async function step(by) {
  const list = records(), at = list.findIndex((row) => row.dataset.id === opened());
  const near = at >= 0 && list[at + by];
  if (near && (one("table.lists-list") || placeOf(near) === placeOf(list[at]))) return show(near.dataset.id);
  const beyond = one(`[data-step="${by}"]`, aside())?.dataset.id;
  if (!beyond) return;
  const page = one(`#results .pager [rel=${by > 0 ? "next" : "prev"}]`);
  if (one("table.lists-list") && at >= 0 && page) {
    await htmx.ajax("GET", page.href, { target: "#results", select: "#results", swap: "outerMorph" });
    history.replaceState(history.state, "", page.href);
  }
  await show(beyond);
}

on("click", "[data-id] [data-open]", (event, link) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  show(link.closest("[data-id]").dataset.id);
});
on("click", "#opened [data-step][href]", (event, link) => { event.preventDefault(); step(Number(link.dataset.step)); });
on("click", "#opened [data-shut]", (event) => { event.preventDefault(); shut(); });
// While the panel is open a click on a card or a row shows that one.
on("click", "#results [data-id] :is(.who, .cal-entry)", (event, link) => {
  if (!opened() || event.metaKey || event.ctrlKey || event.shiftKey || event.defaultPrevented) return;
  event.preventDefault();
  show(link.closest("[data-id]").dataset.id);
});

document.addEventListener("keydown", (event) => {
  if (busy(event) || !one("[data-panel]")) return;
  const row = event.target.closest?.("#results [data-id]") ?? one("main [data-row].at") ?? null;
  const by = { j: 1, k: -1, ...(event.target.closest?.(".board-card, #opened, .menu, [popovertarget]") ? {} : { ArrowDown: 1, ArrowUp: -1 }) }[event.key];
  const wanted = event.key === "p";
  if (opened() && by && !one("[data-month]")) step(by);
  else if (opened() && event.key === "Escape") shut();
  else if (wanted && opened() && (!row || row.dataset.id === opened())) shut();
  else if (wanted) show((row ?? one("#results [data-id]"))?.dataset.id);
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

// A month on a phone begins at today; what lies above the days stays where it is.
// F6 goes from the list to the bar of the selection, to the panel, and back.
document.addEventListener("keydown", (event) => {
  if (event.key !== "F6" || one("dialog[open], [popover]:popover-open")) return;
  const rooms = [one("#results"), one("#bulk"), aside()].filter((room) => room?.checkVisibility());
  const next = rooms[(rooms.findIndex((room) => room.contains(document.activeElement)) + 1) % rooms.length];
  const row = one("#results .at a[href]") ?? one("#results [data-id] a[href]");
  const to = next?.id === "results" ? row : next && all("a[href], button", next).find((each) => each.checkVisibility());
  if (!to) return;
  event.preventDefault();
  to.focus();
});

if (matchMedia("(width < 48rem)").matches) {
  const today = one(".cal-day[aria-current]"), days = one("#results");
  if (today) days.scrollTop += today.getBoundingClientRect().top - days.getBoundingClientRect().top;
}
