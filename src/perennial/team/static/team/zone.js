// The browser knows its time zone: put it into the field `time_zone` unless the visitor (or the server) has chosen already.
const field = document.querySelector("[name=time_zone]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (field && zone && ["", "UTC"].includes(field.value)) {
  if (field.tagName !== "SELECT" || [...field.options].some((option) => option.value === zone)) {
    field.value = zone;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
