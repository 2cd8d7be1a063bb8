// Crosshair by pointer and by arrow keys on charts that the server drew.
import { all, make, one } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";

function lively(figure) {
  figure.dataset.ready = "";
  const points = JSON.parse(figure.dataset.chart), plot = one(".plot", figure);
  if (!points.length) return;
  const tip = make("div", { class: "tip" }), cross = document.createElementNS(SVG, "line");
  cross.setAttribute("class", "cross");
  cross.setAttribute("y2", "100%");
  one("svg", plot).append(cross);
  plot.append(tip);
  let at = points.length - 1;
  const set = (name, value) => plot.setAttribute(name, value);
  set("tabindex", 0);
  set("role", "slider");
  set("aria-label", figure.dataset.label);
  set("aria-valuemin", 0);
  set("aria-valuemax", points.length - 1);
  const tell = () => {
    set("aria-valuenow", at);
    set("aria-valuetext", `${points[at][2]}: ${points[at][3]}`);
  };
  const show = (index) => {
    at = Math.max(0, Math.min(points.length - 1, index));
    const [x, y, label, value] = points[at];
    figure.classList.add("hot");
    cross.setAttribute("x1", `${x}%`);
    cross.setAttribute("x2", `${x}%`);
    tip.style.left = `${Math.max(8, Math.min(92, x))}%`;
    tip.style.top = `${y}%`;
    tip.replaceChildren(label, make("b", {}, value));
    tell();
  };
  const hide = () => figure.classList.remove("hot");
  tell();
  plot.addEventListener("pointermove", (event) => {
    const box = plot.getBoundingClientRect(), x = (event.clientX - box.left) / box.width * 100;
    show(points.reduce((best, point, i) => (Math.abs(point[0] - x) < Math.abs(points[best][0] - x) ? i : best), 0));
  });
  plot.addEventListener("pointerleave", hide);
  plot.addEventListener("blur", hide);
  plot.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: 4, PageDown: -4, Home: -Infinity, End: Infinity }[event.key];
    if (!step) return;
    event.preventDefault();
    show(at + step);
  });
}

export const start = () => all("[data-chart]:not([data-ready])").forEach(lively);
