// data-live-refresh="topic" or "topic:id"; the part needs an id and fetches data-live-url, or the page itself. One deed tells many
// topics, and one page holds many parts: what is told within a moment is fetched together, once an address, one round at a time.
import { all, one } from "./dom.js";

const GATHERED_FOR = 60;
const waiting = new Set();
let round = 0;

const addressOf = (part) => new URL(part.dataset.liveUrl ?? location.href, location.href).href;
const isHeld = (part) => part.contains(document.activeElement?.closest?.("[data-hold]"));
const soon = () => { if (waiting.size) round ||= setTimeout(fetchParts, GATHERED_FOR); };

export function refresh(topic, detail) {
  for (const part of all("[data-live-refresh]")) {
    const wanted = part.dataset.liveRefresh.split(/\s+/).some((name) => name === topic || name === `${topic}:${detail?.id}`);
    if (wanted && part.id) waiting.add(part);
  }
  soon();
}

// What lies within another part of the same address comes with it.
function gathered() {
  const parts = [...waiting].filter((part) => part.isConnected && !isHeld(part));
  waiting.clear();
  const outer = parts.filter((part) => !parts.some((other) => other !== part && other.contains(part) && addressOf(other) === addressOf(part)));
  return Map.groupBy(outer, addressOf);
}

// What somebody waited for takes the focus when it comes, unless they went on elsewhere.
const waitedFor = (part) => part && one("[data-first]", part);
const isAwaited = (part) => !waitedFor(part) && (document.activeElement === document.body || part.contains(document.activeElement));

async function fetchParts() {
  await Promise.allSettled([...gathered()].map(async ([address, live]) => {
    const [target, ...others] = live.map((part) => `#${CSS.escape(part.id)}`);
    const selectOOB = others.map((part) => `${part}:outerMorph`).join();
    const awaited = live.filter(isAwaited).map((part) => part.id);
    await htmx.ajax("GET", address, { target, select: target, selectOOB, swap: "outerMorph", live });
    for (const id of awaited) waitedFor(document.getElementById(id))?.focus({ preventScroll: true });
  }));
  round = 0;
  soon();
}
