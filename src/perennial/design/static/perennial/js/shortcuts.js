// Keys: Ctrl/Cmd K, /, ?, G then a letter, and the single keys of commands. Silent while typing; a member may switch them off.
import { all, one, on, typing } from "./dom.js";
import { openDialog } from "./dialog.js";
import { openPalette } from "./palette.js";

const mac = /Mac|iPhone|iPad/.test(navigator.platform);
if (mac) {
  all("[data-mod-key]").forEach((key) => { key.textContent = "⌘ K"; });
  all("[data-mod-enter]").forEach((key) => { key.textContent = "⌘ ↵"; });
}
const sheet = one("#keys");
const showSheet = () => sheet && !sheet.open && sheet.showModal();
on("click", "[data-keys-sheet]", showSheet);
sheet?.addEventListener("mousedown", (event) => { if (event.target === sheet) sheet.close(); });

let pressedG = 0;
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  const key = event.key.toLowerCase();
  if ((event.metaKey || event.ctrlKey) && !event.shiftKey && !event.altKey && key === "k") {
    event.preventDefault();
    return one("#palette")?.open ? one("#palette").close() : openPalette();
  }
  if ((event.metaKey || event.ctrlKey) && key === "enter" && typing(event.target)) {
    event.preventDefault();
    const { form } = event.target;
    return form?.requestSubmit(one("button.primary:not([type=button])", form)); // as its main button would send it
  }
  if (document.body.dataset.keys !== "on" || event.metaKey || event.ctrlKey || event.altKey || typing(event.target) || one("dialog[open]")) return;
  if (key === "/") { event.preventDefault(); return openPalette(); }
  if (event.key === "?") { event.preventDefault(); return showSheet(); }
  if (key === "u") return all("#toasts [data-toast]:not(.bye) form button").at(-1)?.click();
  if (Date.now() - pressedG < 1000) {
    pressedG = 0;
    const place = one(`[data-go="${CSS.escape(key)}"]`);
    if (place) { event.preventDefault(); location.assign(place.href); }
    return;
  }
  if (key === "g") { pressedG = Date.now(); return; }
  const named = `[data-key="${CSS.escape(key)}"]`, command = one(`[data-row].at ${named}`) ?? one(named);
  if (!command) return;
  event.preventDefault();
  command.matches("[data-dialog]") ? openDialog(command.href) : command.href ? location.assign(command.href) : command.click();
});
