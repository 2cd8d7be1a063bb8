// Toasts: those that came with the page, and those that answers announce with HX-Trigger {"toast": {text, undo}}.
import { all, make, on, one, token } from "./dom.js";

const SHOWN_FOR = 8000;
const place = one("#toasts");

function leave(toast) {
  toast.classList.add("bye");
  setTimeout(() => toast.remove(), 300);
}

function live(toast) {
  let timer = setTimeout(leave, SHOWN_FOR, toast);
  const hold = () => clearTimeout(timer);
  const release = () => { clearTimeout(timer); timer = setTimeout(leave, SHOWN_FOR, toast); };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", release);
  toast.addEventListener("focusout", release);
}

export function say(text, undo = "", tone = "") {
  const toast = make("div", { class: tone === "poor" ? "toast error" : "toast", "data-toast": "" }, make("span", {}, text));
  if (undo) { // the page stays, and its parts fetch themselves anew; an answer that leads elsewhere is followed
    const form = make("form", { method: "post", action: undo, "hx-post": undo, "hx-swap": "none" }, make("button", {}, place.dataset.undo));
    form.prepend(make("input", { type: "hidden", name: "csrfmiddlewaretoken", value: token() }));
    toast.append(form);
  }
  place.append(toast);
  htmx.process(toast);
  live(toast);
}

all("[data-toast]", place).forEach(live);
on("submit", "#toasts form", (event, form) => leave(form.closest("[data-toast]")));
document.addEventListener("toast", (event) => say(event.detail.text, event.detail.undo, event.detail.tone));

// A page of words ("this is for other roles", "that went wrong") has no part for the place that asked: its words are said here,
// and what somebody wrote stays where it is.
document.addEventListener("htmx:before:swap", (event) => {
  const { live, text, response } = event.detail.ctx;
  if (live || response.status < 400 || !text.includes('class="oops"')) return;
  event.preventDefault();
  const page = new DOMParser().parseFromString(text, "text/html");
  say(all(".oops > :is(h1, p:not(.code, .small))", page).map((part) => part.textContent.replace(/\.$/, "")).join(". ") + ".", "", "poor");
});
