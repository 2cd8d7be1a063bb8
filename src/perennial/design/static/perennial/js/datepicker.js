// Date picker: a calendar of our own beside the browser's date field, in the language of the page, with arrow keys.
import { all, make, one } from "./dom.js";

const language = document.documentElement.lang || "en";
const iso = (day) => `${String(day.getFullYear()).padStart(4, "0")}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
const parsed = (text) => { const [y, m, d] = text.split("-").map(Number); return y && m && d ? new Date(y, m - 1, d) : null; };
const icon = (path) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of Object.entries({ class: "i", width: 16, height: 16, viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" })) svg.setAttribute(name, value);
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
};
let made = 0;

function lively(field) {
  field.dataset.ready = "";
  const input = one("input", field), id = `date-${++made}`, words = one("#toasts").dataset;
  const button = make("button", { type: "button", class: "post", "aria-label": words.calendar, "aria-haspopup": "dialog", "aria-expanded": "false" }, icon("M8 2v4M16 2v4M3 10h18M5 4h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2Z"));
  const calendar = make("div", { class: "calendar", id, popover: "auto", role: "dialog", "aria-label": words.calendar });
  input.classList.add("own-picker");
  field.append(button, calendar);
  field.style.anchorName = `--${id}`;
  calendar.style.positionAnchor = `--${id}`;
  let at = new Date();

  function choose(day) {
    input.value = iso(day);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    calendar.hidePopover();
    button.focus();
  }

  function move(days) {
    at = new Date(at.getFullYear(), at.getMonth(), at.getDate() + days);
    draw();
    one(`[data-day="${iso(at)}"]`, calendar)?.focus();
  }

  function turn(months) {
    const last = new Date(at.getFullYear(), at.getMonth() + months + 1, 0).getDate();
    at = new Date(at.getFullYear(), at.getMonth() + months, Math.min(at.getDate(), last));
    draw();
  }

  function draw() {
    const chosen = input.value, today = iso(new Date()), start = words.firstDay % 7;
    const first = new Date(at.getFullYear(), at.getMonth(), 1);
    const from = new Date(first.getFullYear(), first.getMonth(), 1 - ((first.getDay() - start + 7) % 7));
    const arrow = (label, path, months) => {
      const turner = make("button", { type: "button", class: "btn ghost icon sm", "aria-label": label }, icon(path));
      turner.addEventListener("click", () => { turn(months); one(`[aria-label="${CSS.escape(label)}"]`, calendar).focus(); });
      return turner;
    };
    const rtl = document.dir === "rtl", back = "m15 18-6-6 6-6", on = "m9 18 6-6-6-6";
    const title = make("h3", { "aria-live": "polite" }, at.toLocaleDateString(language, { month: "long", year: "numeric" }));
    const head = make("header", {}, arrow(words.previousMonth, rtl ? on : back, -1), title, arrow(words.nextMonth, rtl ? back : on, 1));
    const names = make("tr");
    const rows = [];
    for (let week = 0; week < 6; week++) {
      const row = make("tr");
      for (let n = 0; n < 7; n++) {
        const day = new Date(from.getFullYear(), from.getMonth(), from.getDate() + week * 7 + n);
        if (!week) names.append(make("th", { scope: "col", abbr: day.toLocaleDateString(language, { weekday: "long" }) }, day.toLocaleDateString(language, { weekday: "narrow" })));
        const cell = make("button", {
          type: "button", "data-day": iso(day), class: day.getMonth() === at.getMonth() ? null : "other", tabindex: iso(day) === iso(at) ? 0 : -1,
          "aria-pressed": iso(day) === chosen ? "true" : "false", "aria-current": iso(day) === today ? "date" : null, "aria-label": day.toLocaleDateString(language, { dateStyle: "full" }),
        }, day.toLocaleDateString(language, { day: "numeric" }));
        cell.addEventListener("click", () => choose(day));
        row.append(make("td", {}, cell));
      }
      rows.push(row);
    }
    const table = make("table", {}, make("thead", {}, names), make("tbody", {}, ...rows));
    const shortcuts = [[words.today, 0], [words.tomorrow, 1], [words.inAWeek, 7]].map(([label, days]) => {
      const quick = make("button", { type: "button", class: "btn sm" }, label);
      quick.addEventListener("click", () => { const now = new Date(); choose(new Date(now.getFullYear(), now.getMonth(), now.getDate() + days)); });
      return quick;
    });
    calendar.replaceChildren(head, table, make("footer", {}, ...shortcuts));
  }

  button.addEventListener("click", () => {
    at = parsed(input.value) ?? new Date();
    draw();
    calendar.togglePopover();
    one("[tabindex='0']", calendar)?.focus();
  });
  calendar.addEventListener("toggle", (event) => button.setAttribute("aria-expanded", event.newState === "open"));
  calendar.addEventListener("keydown", (event) => {
    if (!event.target.matches("[data-day]")) return;
    const sideways = document.dir === "rtl" ? -1 : 1;
    const days = { ArrowLeft: -sideways, ArrowRight: sideways, ArrowUp: -7, ArrowDown: 7 }[event.key];
    const months = { PageUp: -1, PageDown: 1 }[event.key];
    if (!days && !months) return;
    event.preventDefault();
    if (days) return move(days);
    turn(months);
    one(`[data-day="${iso(at)}"]`, calendar)?.focus();
  });
}

export const start = () => all("[data-datepicker]:not([data-ready])").forEach(lively);
