// The palette: Ctrl/Cmd K or /. Commands answer at once, from what is there already; the server's results follow. Arrow keys
// choose, Enter opens, with Ctrl/Cmd in a new tab.
import { all, on, one } from "./dom.js";

const palette = one("#palette"), input = one("#palette-q"), found = one("#palette-found"), said = one("#palette-said");

export function openPalette() {
  if (!palette || palette.open) return;
  palette.showModal();
  input.select();
  input.dispatchEvent(new Event("palette:open"));
}

const options = () => all("[role=option]:not([aria-disabled], [hidden])", found);
const chosen = () => options().findIndex((option) => option.getAttribute("aria-selected") === "true");

function choose(index) {
  const list = options();
  all("[aria-selected=true]", found).forEach((option) => option.setAttribute("aria-selected", false));
  if (!list.length) return input.removeAttribute("aria-activedescendant");
  index = (index + list.length) % list.length;
  // htmx gives elements of the same id their old attributes back for a moment, so ids are given here, after the swap.
  list.forEach((option, i) => { option.id = `palette-${i}`; option.setAttribute("aria-selected", i === index); });
  list[index].scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", list[index].id);
}

const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

// While the server looks, hide the commands and places that no longer fit.
function narrow() {
  const typed = plain(input.value).split(/\s+/);
  all("[data-words]", found).forEach((option) => { option.hidden = !typed.every((word) => option.dataset.words.includes(word)); });
  all("[role=group]", found).forEach((group) => { group.hidden = !one("[role=option]:not([hidden])", group); });
}

if (palette) {
  new MutationObserver(() => {
    choose(0);
    said.textContent = one("template[data-said]", found)?.dataset.said ?? "";
  }).observe(found, { childList: true });
  input.addEventListener("input", () => { narrow(); if (!options()[chosen()]) choose(0); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 }[event.key];
    if (step) {
      event.preventDefault();
      const last = options().length - 1;
      choose(Math.abs(step) > 1 ? Math.min(Math.max(chosen() + step, 0), last) : chosen() + step);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const option = options()[chosen()];
      event.ctrlKey || event.metaKey ? option && window.open(option.href) : option?.click();
    }
  });
  found.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option.getAttribute("aria-selected") !== "true") choose(options().indexOf(option));
  });
  on("click", "[data-palette]", (event) => { event.preventDefault(); openPalette(); });
  palette.addEventListener("mousedown", (event) => { if (event.target === palette) palette.close(); });
}
