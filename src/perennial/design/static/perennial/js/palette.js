// The palette: Ctrl/Cmd K or /. Results come from the server; arrow keys choose; what was opened last stands first.
import { all, make, on, one } from "./dom.js";

const palette = one("#palette"), input = one("#palette-q"), found = one("#palette-found");
const RECENT = "perennial.recent";
const recent = () => { try { return JSON.parse(sessionStorage.getItem(RECENT)) ?? []; } catch { return []; } };

export function openPalette() {
  if (!palette || palette.open) return;
  palette.showModal();
  input.select();
  input.dispatchEvent(new Event("palette:open"));
}

const options = () => all("[role=option]:not([aria-disabled])", found);
const chosen = () => options().findIndex((option) => option.getAttribute("aria-selected") === "true");

function choose(index) {
  const list = options();
  if (!list.length) return input.removeAttribute("aria-activedescendant");
  index = (index + list.length) % list.length;
  // htmx gives elements of the same id their old attributes back for a moment, so ids are given here, after the swap.
  list.forEach((option, i) => { option.id = `palette-${i}`; option.setAttribute("aria-selected", i === index); });
  list[index].scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", list[index].id);
}

function showRecent() {
  if (input.value || !recent().length || one("[data-recent]", found)) return;
  const group = make("div", { role: "group", "data-recent": "" });
  for (const { url, title } of recent()) group.append(make("a", { role: "option", href: url, tabindex: "-1", "aria-selected": "false" }, make("span", { class: "clip" }, title)));
  found.prepend(group);
}

if (palette) {
  new MutationObserver(() => { showRecent(); choose(0); }).observe(found, { childList: true });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen() + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      options()[chosen()]?.click();
    }
  });
  found.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option.getAttribute("aria-selected") !== "true") choose(options().indexOf(option));
  });
  found.addEventListener("click", (event) => {
    const option = event.target.closest("a[role=option]");
    if (!option) return;
    if (!option.matches("[data-dialog]")) {
      const title = one(".clip", option)?.firstChild?.textContent.trim() ?? "";
      const kept = [{ url: option.getAttribute("href"), title }, ...recent().filter((entry) => entry.url !== option.getAttribute("href"))];
      sessionStorage.setItem(RECENT, JSON.stringify(kept.slice(0, 4)));
    }
  });
  on("click", "[data-palette]", (event) => { event.preventDefault(); openPalette(); });
  palette.addEventListener("mousedown", (event) => { if (event.target === palette) palette.close(); });
}
