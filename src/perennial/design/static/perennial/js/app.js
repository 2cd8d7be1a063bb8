// Everything that every page has.
import { on, one } from "./dom.js";
import "./toast.js";
import "./dialog.js";
import "./menu.js";
import "./theme.js";
import "./palette.js";
import "./shortcuts.js";
import "./list.js";
import { equip } from "./parts.js";

equip();
// What a page leads up to, for whoever has keys: without scrolling past what is to be read before.
if (matchMedia("(pointer: fine)").matches) one("[data-first]")?.focus({ preventScroll: true });
document.addEventListener("htmx:after:swap", equip);

// Forms that clear after they worked. What is written next is another request, also when it says the same.
document.addEventListener("htmx:after:request", (event) => {
  const form = event.target.closest?.("form[data-reset]");
  if (!form || !event.detail?.ctx?.response?.raw?.ok) return;
  form.reset();
  const once = form.querySelector("input[name=once]");
  if (once) once.value = crypto.getRandomValues(new Uint32Array(4)).join("-").slice(0, 40);
});

// A filter form sends itself when a choice in it changes; without JavaScript it has a button.
on("change", "form[data-send-on-change]", (event, form) => form.requestSubmit());
