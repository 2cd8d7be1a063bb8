// Combobox over a <select>: type to find, arrow keys, Enter; several as chips. Options come from the select itself or, with
// data-url, from the server (design/options.html). The select stays the one that is sent.
import { all, make, one } from "./dom.js";

let made = 0;

function lively(select) {
  select.dataset.ready = "";
  const id = `combo-${++made}`, many = select.multiple, url = select.dataset.url;
  const input = make("input", {
    type: "text", role: "combobox", id: `${id}-input`, autocomplete: "off", spellcheck: "false", "aria-expanded": "false", "aria-controls": `${id}-list`,
    "aria-autocomplete": "list", placeholder: select.dataset.placeholder, "aria-describedby": select.getAttribute("aria-describedby"),
    "aria-invalid": select.getAttribute("aria-invalid"), "aria-label": select.getAttribute("aria-label"),
  });
  const box = make("div", { class: "box" }, input), list = make("div", { class: "options", id: `${id}-list`, role: "listbox", popover: "manual", "aria-multiselectable": many || null });
  const combo = make("div", { class: "combo" }, box, list);
  const label = select.id && one(`label[for="${CSS.escape(select.id)}"]`);
  if (label) {
    label.htmlFor = input.id;
    list.setAttribute("aria-label", label.firstChild.textContent.trim());
  }
  box.style.anchorName = `--${id}`;
  list.style.positionAnchor = `--${id}`;
  const focused = document.activeElement === select;
  select.before(combo);
  select.hidden = true;
  if (focused) input.focus();
  let at = 0, asked = 0, timer, isWaiting = false;

  const chosen = () => [...select.selectedOptions].filter((option) => option.value !== "");
  const options = () => all("[role=option]", list);

  function changed() {
    select.dispatchEvent(new Event("change", { bubbles: true }));
    draw();
  }

  function draw() {
    all(".pick", box).forEach((pick) => pick.remove());
    if (!many) { input.value = chosen()[0]?.textContent.trim() ?? ""; return; }
    for (const option of chosen()) {
      const remove = make("button", { type: "button", "aria-label": `${select.dataset.remove ?? "×"} ${option.textContent.trim()}` }, "×");
      remove.addEventListener("click", () => { option.selected = false; changed(); input.focus(); });
      box.insertBefore(make("span", { class: "pick" }, option.textContent.trim(), remove), input);
    }
    input.value = "";
  }

  function mark(index) {
    const found = options();
    at = Math.max(0, Math.min(found.length - 1, index));
    found.forEach((option, i) => { option.id = `${id}-${i}`; option.classList.toggle("at", i === at); });
    found.length ? input.setAttribute("aria-activedescendant", found[at].id) : input.removeAttribute("aria-activedescendant");
    found[at]?.scrollIntoView({ block: "nearest" });
  }

  async function find() {
    isWaiting = false;
    const text = input.value.trim().toLowerCase(), mine = ++asked;
    const wanted = many || input.dataset.typed ? text : "", own = [...select.options].filter((option) => option.value !== "");
    if (url && (wanted || many || !own.length)) { // nothing typed: what the select offers by itself
      const address = new URL(url, location.href);
      address.searchParams.set("q", wanted);
      const answer = await fetch(address, { headers: { "HX-Request": "true" } });
      if (mine !== asked || !answer.ok) return;
      list.innerHTML = await answer.text();
      if (!wanted && !options().length) list.replaceChildren(); // nothing was looked for yet
    } else {
      const fits = own.filter((option) => url || !input.dataset.typed || option.textContent.toLowerCase().includes(text));
      list.replaceChildren(...fits.slice(0, 200).map((option) => make("div", { role: "option", "data-value": option.value, "aria-selected": option.selected }, option.textContent.trim())));
      const free = select.dataset.free && input.value.trim();
      if (free && !fits.some((option) => option.textContent.trim().toLowerCase() === text)) list.append(make("div", { role: "option", "data-value": free }, select.dataset.free.replace("{text}", free)));
      else if (!fits.length) list.append(make("p", {}, select.dataset.none ?? "–"));
    }
    const taken = new Set(chosen().map((option) => option.value));
    options().forEach((option) => option.setAttribute("aria-selected", taken.has(option.dataset.value)));
    mark(many || input.dataset.typed ? 0 : options().findIndex((option) => option.getAttribute("aria-selected") === "true"));
  }

  async function open() {
    if (!list.isConnected) return;
    if (!list.matches(":popover-open")) list.showPopover();
    input.setAttribute("aria-expanded", "true");
    await find();
  }

  function close() {
    if (list.matches(":popover-open")) list.hidePopover();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    delete input.dataset.typed;
  }

  function take(option) {
    const value = option.dataset.value;
    let kept = [...select.options].find((each) => each.value === value);
    if (!kept) select.append(kept = new Option(select.dataset.free ? value : option.firstChild.textContent.trim(), value));
    kept.selected = many ? !kept.selected : true;
    changed();
    many ? (delete input.dataset.typed, find()) : close();
  }

  input.addEventListener("input", () => {
    input.dataset.typed = "1";
    isWaiting = !url;
    clearTimeout(timer);
    timer = setTimeout(open, url ? 120 : 0);
  });
  input.addEventListener("focus", () => input.select());
  box.addEventListener("click", (event) => { if (!event.target.closest("button")) { input.focus(); open(); } });
  input.addEventListener("blur", () => setTimeout(() => {
    if (combo.contains(document.activeElement)) return;
    if (!many && input.dataset.typed && !input.value.trim() && select.options[0]?.value === "") { select.value = ""; select.dispatchEvent(new Event("change", { bubbles: true })); }
    close();
    draw();
  }, 120));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) take(option); });
  input.addEventListener("keydown", (event) => {
    const isOpen = list.matches(":popover-open");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      isOpen ? mark(at + (event.key === "ArrowDown" ? 1 : -1)) : open();
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault();
      if (isWaiting) find(); // what was typed last is among what is taken
      const option = options()[at];
      if (option) take(option);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      close();
      draw();
    } else if (event.key === "Backspace" && many && !input.value && chosen().length) {
      chosen().at(-1).selected = false;
      changed();
    }
  });
  select.form?.addEventListener("reset", () => setTimeout(draw));
  draw();
}

export const start = () => all("select[data-combobox]:not([data-ready])").forEach(lively);
