// @ in a text offers colleagues: arrow keys and Enter or Tab, a tap on a phone, Escape to go on typing.
import { all, make } from "./dom.js";

const BEGUN = /(?:^|[^\w@.])@([^\s@]{0,60}(?: [^\s@]{1,60})?)$/u;
let made = 0;

function lively(field) {
  field.dataset.ready = "";
  const id = `mention-${++made}`;
  const list = make("div", { class: "options mentions", id, role: "listbox", popover: "manual" });
  list.setAttribute("aria-label", field.dataset.mentionLabel ?? "@");
  (field.closest("dialog") ?? document.body).append(list); // not beside the field: there a refresh of the page's part would take it away
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", id);
  field.style.anchorName = `--${id}`;
  list.style.positionAnchor = `--${id}`;
  let at = 0, asked = 0, shut = "";
  const options = () => all("[role=option]", list);
  const isOpen = () => list.matches(":popover-open");
  const begun = () => BEGUN.exec(field.value.slice(0, field.selectionStart))?.[1] ?? null;

  function close() {
    if (isOpen()) list.hidePopover();
    field.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    const found = options();
    at = (index + found.length) % found.length;
    found.forEach((option, i) => { option.id = `${id}-${i}`; option.classList.toggle("at", i === at); option.setAttribute("aria-selected", i === at); });
    field.setAttribute("aria-activedescendant", found[at].id);
    found[at].scrollIntoView({ block: "nearest" });
  }

  async function find() {
    const typed = begun(), mine = ++asked;
    if (typed === null || (shut && typed.startsWith(shut))) return close();
    shut = "";
    const address = new URL(field.dataset.mention, location.href);
    address.searchParams.set("q", typed);
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (mine !== asked || !answer.ok) return;
    list.innerHTML = await answer.text();
    if (!options().length || document.activeElement !== field || !list.isConnected) return close();
    if (!isOpen()) list.showPopover();
    mark(0);
  }

  function take(option) {
    const end = field.selectionStart, start = end - begun().length, name = `${option.dataset.value} `;
    field.setRangeText(name, start, end, "end");
    close();
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  field.addEventListener("input", find);
  field.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) take(option); });
  field.addEventListener("keydown", (event) => {
    if (!isOpen() || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") mark(at + (event.key === "ArrowDown" ? 1 : -1));
    else if (event.key === "Enter" || event.key === "Tab") take(options()[at]);
    else if (event.key === "Escape") { shut = begun() ?? ""; close(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

export const start = () => all("[data-mention]:not([data-ready])").forEach(lively);
