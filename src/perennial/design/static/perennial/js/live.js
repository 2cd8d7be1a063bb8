// Live updates: one EventSource per tab. What changed becomes a DOM event `live:<topic>`; parts of the page that name the topic
// in data-live-refresh fetch themselves anew and are morphed. Closed while the tab is hidden; polls when streams do not pass.
import { all, announce, one } from "./dom.js";

const POLL_EVERY = 15000;
let stream = null, last = "", failures = 0, poll = 0, started = false;

const dot = (on) => all("[data-live-dot]").forEach((element) => { element.hidden = !on; element.classList.toggle("on", on); });

function topics() {
  const named = all("[data-live-refresh]").flatMap((element) => element.dataset.liveRefresh.split(/\s+/));
  return [...new Set(named.map((name) => name.split(":")[0]).filter(Boolean))];
}

function told({ id, topic, data }) {
  if (id) last = String(id);
  announce(`live:${topic}`, data ?? {});
}

function open() {
  if (document.hidden || stream || poll) return;
  stream = new EventSource(`/live/${last ? `?last=${encodeURIComponent(last)}` : ""}`);
  stream.onopen = () => { failures = 0; dot(true); };
  stream.onerror = () => {
    dot(false);
    if (++failures < 2 && stream.readyState !== EventSource.CLOSED) return;
    close();
    if (failures >= 2) startPolling(); else setTimeout(open, 2000);
  };
  stream.onmessage = (event) => told(JSON.parse(event.data));
}

function close() {
  stream?.close();
  stream = null;
  clearInterval(poll);
  poll = 0;
  dot(false);
}

async function ask() {
  try {
    const answer = await fetch(`/live/poll/?last=${encodeURIComponent(last)}`, { headers: { Accept: "application/json" } });
    if (answer.status === 401) return close(); // signed out: asking on leads nowhere
    if (!answer.ok) return dot(false);
    const { last: newest, signals } = await answer.json();
    signals.forEach(told);
    last = newest ?? last;
    dot(true);
  } catch { dot(false); }
}

function startPolling() {
  if (poll || document.hidden) return;
  ask();
  poll = setInterval(ask, POLL_EVERY);
}

// What was deleted, merged or put out of reach meanwhile has no part any more: it stays as it was, never empty; the page itself
// is asked for anew and says what became of it. Not while somebody writes in a dialog: what they send is answered with it.
document.addEventListener("htmx:before:swap", (event) => {
  const { live, text, response } = event.detail.ctx;
  if (!live || (response.status < 400 && !response.raw.redirected && live.every(({ id }) => text.includes(`id="${id}"`)))) return;
  event.preventDefault();
  const own = new URL(live[0].dataset.liveUrl ?? location.href, location.href).pathname === location.pathname;
  if (own && !leaving && response.status < 500 && !one("dialog[open] form")) location.reload();
});

// Whoever sent a form that leads to another page is on the way there, and is not called back.
let leaving = false;
document.addEventListener("submit", (event) => { leaving = !event.defaultPrevented; });
addEventListener("pageshow", () => { leaving = false; });

const listening = new Set();
function listen() {
  for (const topic of topics()) {
    if (listening.has(topic)) continue;
    listening.add(topic);
    document.addEventListener(`live:${topic}`, async (event) => (await import("./refresh.js")).refresh(topic, event.detail));
  }
}

export function start() {
  listen();
  if (started || one("[data-live-off]")) return;
  started = true;
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : failures >= 2 ? startPolling() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => { if (event.persisted) open(); });
  open();
}
