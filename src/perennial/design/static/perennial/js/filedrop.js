// File drop: the name of the chosen file where the invitation stood; dropping works on the whole field.
import { all, one } from "./dom.js";

function lively(field) {
  field.dataset.ready = "";
  const input = one("input[type=file]", field), name = one("[data-name]", field);
  const invitation = name.textContent;
  const size = (bytes) => bytes < 1024 ** 2 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
  const told = () => { name.textContent = [...input.files].map((file) => `${file.name} (${size(file.size)})`).join(", ") || invitation; };
  input.addEventListener("change", told);
  for (const type of ["dragenter", "dragover"]) field.addEventListener(type, (event) => { event.preventDefault(); field.classList.add("over"); });
  for (const type of ["dragleave", "drop"]) field.addEventListener(type, () => field.classList.remove("over"));
  field.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    const files = new DataTransfer();
    [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1).forEach((file) => files.items.add(file));
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

export const start = () => all("[data-filedrop]:not([data-ready])").forEach(lively);
