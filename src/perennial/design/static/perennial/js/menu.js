// Popover menus: state on the invoker, arrow keys inside, focus in on open by key.
import { all, on } from "./dom.js";

// A menu that was opened by a key has the focus: where one types to find, on what is chosen, else on the first entry.
let byKey = false;
document.addEventListener("keydown", () => { byKey = true; }, true);
document.addEventListener("pointerdown", () => { byKey = false; }, true);
function enter(menu) {
  const find = menu.querySelector("[data-find]");
  if (menu.contains(document.activeElement) || !(byKey || (find && matchMedia("(pointer: fine)").matches))) return;
  (find ?? menu.querySelector("[aria-current]") ?? items(menu)[0])?.focus();
}

const items = (menu) => all("a, button:not([disabled]), input:not([type=hidden]), select", menu).filter((item) => item.checkVisibility());

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.("[popover]") || !menu.id) return;
  const invokers = all(`[popovertarget="${CSS.escape(menu.id)}"]`);
  for (const invoker of invokers) invoker.setAttribute("aria-expanded", event.newState === "open");
  if (event.newState === "open" && menu.matches(".menu")) enter(menu);
}, true);
for (const invoker of all("[popovertarget]")) invoker.setAttribute("aria-expanded", "false");

on("keydown", ".menu", (event, menu) => {
  if (event.target.closest("select, textarea, .calendar, .combo, [type=date], [type=time], [type=number]")) return; // they know these keys
  const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
  if (!step || (!Number.isFinite(step) && event.target.matches("[data-find]"))) return;
  event.preventDefault();
  const list = items(menu), at = list.indexOf(document.activeElement);
  const next = step === -Infinity ? 0 : step === Infinity ? list.length - 1 : (at + step + list.length) % list.length;
  list[next]?.focus();
});
on("keydown", "[popovertarget]", (event, invoker) => {
  if (event.key !== "ArrowDown") return;
  event.preventDefault();
  invoker.popoverTargetElement.showPopover({ source: invoker });
  items(invoker.popoverTargetElement)[0]?.focus();
});
on("click", ".menu a, .menu button:not([data-stay], .with *, .combo *)", (event, item) => item.closest("[popover]")?.hidePopover());
