// Type to find in a long menu: what does not have the words hides, with the headings over nothing; Enter takes the first.
import { all, on, one } from "./dom.js";

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const entries = (root) => all(".menu section > :is(a, button)", root);

function find(menu, text) {
  const words = plain(text).split(/\s+/).filter(Boolean);
  for (const part of all("section", menu)) {
    const heading = plain(one("h2", part)?.textContent ?? ""), own = entries(part);
    for (const entry of own) entry.hidden = !words.every((word) => plain(entry.textContent).includes(word) || heading.includes(word));
    part.hidden = own.every((entry) => entry.hidden);
  }
  one("[data-found-none]", menu).hidden = entries(menu).some((entry) => !entry.hidden);
}

let started = false;
export function start() {
  if (started) return;
  started = true;
  on("input", "[data-find]", (event, input) => find(input.closest(".menu"), input.value));
  on("keydown", "[data-find]", (event, input) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    if (input.value.trim()) entries(input.closest(".menu")).find((entry) => !entry.hidden)?.click();
  });
  document.addEventListener("toggle", (event) => {
    const input = event.newState === "closed" && event.target.matches?.(".menu") && one("[data-find]", event.target);
    if (!input || !input.value) return;
    input.value = "";
    find(event.target, "");
  }, true);
}
