// Everything that every page has. Parts that few pages need are fetched when they are there.
import { all, on, one } from "./dom.js";
import "./toast.js";
import "./dialog.js";
import "./menu.js";
import "./theme.js";
import "./palette.js";
import "./shortcuts.js";
import "./list.js";

// A part is fetched when something on the page asks for it, also after a swap. Its start() may run many times.
function parts() {
  if (one("[data-chart]:not([data-ready])")) import("./charts.js").then((part) => part.start());
  if (one("[data-combobox]:not([data-ready])")) import("./combobox.js").then((part) => part.start());
  if (one("[data-datepicker]:not([data-ready])")) import("./datepicker.js").then((part) => part.start());
  if (one("[data-filedrop]:not([data-ready])")) import("./filedrop.js").then((part) => part.start());
  if (one("[data-live-refresh], [data-live-dot]")) import("./live.js").then((part) => part.start());
}
parts();
document.addEventListener("htmx:after:swap", parts);

// Forms that clear after they worked.
document.addEventListener("htmx:after:request", (event) => {
  const form = event.target.closest?.("form[data-reset]");
  if (form && event.detail?.ctx?.response?.raw?.ok) form.reset();
});

// A filter form sends itself when a choice in it changes; without JavaScript it has a button.
on("change", "form[data-send-on-change]", (event, form) => form.requestSubmit());
