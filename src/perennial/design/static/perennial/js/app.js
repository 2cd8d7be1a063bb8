// Everything that every page has.
import { all, on } from "./dom.js";
import "./toast.js";
import "./dialog.js";
import "./menu.js";
import "./theme.js";
import "./palette.js";
import "./shortcuts.js";
import "./list.js";
import { equip } from "./parts.js";

equip();
document.addEventListener("htmx:after:swap", equip);

// Forms that clear after they worked.
document.addEventListener("htmx:after:request", (event) => {
  const form = event.target.closest?.("form[data-reset]");
  if (form && event.detail?.ctx?.response?.raw?.ok) form.reset();
});

// A filter form sends itself when a choice in it changes; without JavaScript it has a button.
on("change", "form[data-send-on-change]", (event, form) => form.requestSubmit());
