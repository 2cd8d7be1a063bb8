// Filters of a list: a chip opens its form in a popover beside it; the builder of conditions draws itself anew step by step.
import { on, one } from "./dom.js";

async function edit(link) {
  const editor = one("#filter-editor");
  await htmx.ajax("GET", link.href, { target: "#filter-editor", swap: "innerHTML" });
  const beside = link.dataset.filterEditor ? one(`#${link.dataset.filterEditor}`) : link;
  editor.hidePopover();
  editor.showPopover({ source: beside });
  one("input:not([type=hidden]), select, textarea", editor)?.focus();
}

let started = false;
export function start() {
  if (started) return;
  started = true;
  on("click", "a[data-filter-editor]", (event, link) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    edit(link);
  });
  let timer, typed = 0;
  on("keydown", "select[data-step]", (event) => { typed = event.timeStamp; });
  on("change", "select[data-step]", (event, select) => {
    clearTimeout(timer);
    timer = setTimeout(() => step(select.form, "step"), event.timeStamp - typed < 1000 ? 400 : 0); // who types goes on typing
  });
  on("click", "button[data-step]", (event, button) => {
    event.preventDefault();
    step(button.form, button.value);
  });
}

let asked = 0;
const said = (form) => new URLSearchParams(new FormData(form)).toString();

// The form, as it would be sent, goes to the server, and what it looks like then takes its place. Of two steps the later one counts.
async function step(form, act) {
  const at = document.activeElement?.name, values = new FormData(form), sent = said(form), mine = ++asked;
  values.set("act", act);
  values.delete("once");
  const answer = await fetch(form.action, { method: "POST", body: values, headers: { "HX-Request": "true" } });
  if (!answer.ok || mine !== asked) return;
  if (said(form) !== sent) return step(form, act); // somebody typed on meanwhile
  const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#builder");
  if (!drawn) return;
  form.replaceWith(document.adoptNode(drawn));
  htmx.process(drawn);
  document.dispatchEvent(new CustomEvent("htmx:after:swap"));
  drawn.dispatchEvent(new CustomEvent("stepped"));
  const fresh = one("[data-fresh] :is(select, input:not([type=hidden]))", drawn), rows = [...drawn.querySelectorAll(".lists-row select")];
  if (fresh) fresh.focus();
  else (act.startsWith("row") || act === "group" ? rows.at(-2) : at && one(`[name="${CSS.escape(at)}"]:not(button)`, drawn))?.focus();
}
