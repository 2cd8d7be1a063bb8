// Parts that few pages need are fetched when something on the page asks for them, also after a swap.
import { one } from "./dom.js";

const PARTS = [
  ["[data-chart]:not([data-ready])", () => import("./charts.js")],
  ["[data-combobox]:not([data-ready])", () => import("./combobox.js")],
  ["[data-datepicker]:not([data-ready])", () => import("./datepicker.js")],
  ["[data-mention]:not([data-ready])", () => import("./mention.js")],
  ["[data-filter-editor], [data-step]", () => import("./filters.js")],
  ["[data-find]", () => import("./find.js")],
  ["[data-edits], [data-edit]", () => import("./inplace.js")],
  ["[data-filedrop]:not([data-ready])", () => import("./filedrop.js")],
  ["[data-live-refresh], [data-live-dot]", () => import("./live.js")],
];

// Settled when everything on the page is equipped. A part's start() may run many times; it is given equip() instead of importing it,
// because files that import each other cannot carry each other's fingerprint in their names.
export const equip = () => Promise.all(PARTS.filter(([wanted]) => one(wanted)).map(async ([, fetched]) => (await fetched()).start(equip)));
