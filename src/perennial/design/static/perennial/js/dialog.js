// Dialogs: links with data-dialog fetch a form into one; answers close it; focus goes back to where it came from.
import { all, on, one } from "./dom.js";
import { equip } from "./parts.js";

const place = one("#dialogs");
let invoker = null;

async function show(dialog) {
  if (dialog.open) return;
  dialog.addEventListener("close", () => {
    if (dialog.parentElement === place) dialog.remove();
    invoker?.isConnected && invoker.focus();
    invoker = null;
  }, { once: true });
  dialog.showModal();
  await equip(); // or the first keys would go to a field that is about to be replaced by a livelier one
  if (dialog.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) return; // somebody was quicker
  (one("[autofocus]", dialog) ?? one("[aria-invalid=true]", dialog) ?? one(".dialog-body :is(input:not([type=hidden]), textarea, select)", dialog))?.focus();
}

export function openDialog(url, from = document.activeElement) {
  invoker = from;
  return htmx.ajax("GET", url, { target: "#dialogs", swap: "innerHTML" });
}

export const closeDialogs = () => all("dialog[open]").forEach((dialog) => dialog.close());

new MutationObserver(() => all("dialog[data-open]", place).forEach(show)).observe(place, { childList: true });
all("dialog[data-open]").forEach(show);

on("click", "a[data-dialog]", (event, link) => {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const outer = link.closest("dialog[open]");
  if (outer) outer.close();
  openDialog(link.href, outer ? null : link);
});
on("click", "[data-opens]", (event, button) => { invoker = button; show(one(`#${button.dataset.opens}`)); });
on("click", "[data-close]", (event, button) => button.closest("dialog")?.close());
document.addEventListener("mousedown", (event) => { if (event.target.matches?.("dialog[open]") && !one("form", event.target)) event.target.close(); });
// A form that was sent back: to the first field that is wrong.
document.addEventListener("htmx:after:swap", () => all("dialog[open]").at(-1)?.querySelector("[aria-invalid=true]")?.focus());
document.addEventListener("dialog:close", closeDialogs);
