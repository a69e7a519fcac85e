// Keys of the desk. Off inside inputs, while an IME composes, and where somebody switched them off (data-keys-off on html or body).
const table = document.querySelector("[data-list-keys]");
const keysOff = () => document.querySelector("html[data-keys-off], body[data-keys-off], main [data-keys-off]");
const rows = table ? [...table.querySelectorAll("tbody tr:not(.empty-row)")] : [];
let at = -1;
let before = "";

const show = (step) => {
  if (!rows.length) return;
  at = Math.min(Math.max(at + step, 0), rows.length - 1);
  for (const row of rows) row.classList.toggle("is-current", row === rows[at]);
  const link = rows[at].querySelector("a");
  (link || rows[at]).focus({ preventScroll: true });
  rows[at].scrollIntoView({ block: "nearest" });
};
const go = (selector) => document.querySelector(selector)?.click();
const acts = {
  "/": () => document.querySelector("[role=search] input:not([type=hidden])")?.focus(),
  j: () => show(1),
  k: () => show(-1),
  x: () => rows[at]?.querySelector("input[type=checkbox]")?.click(),
  Enter: () => rows[at]?.querySelector("a")?.click(),
  "[": () => go("[data-key='previous']"),
  "]": () => go("[data-key='next']"),
  "g q": () => go(document.querySelector("[data-key='queue']") ? "[data-key='queue']" : "[data-key='queue-home']"),
  "g d": () => go("[data-key='dashboard']"),
  "?": () => {
    const help = document.querySelector("[data-keys-help]");
    if (!help) return;
    help.open = true;
    help.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select");
  if (event.isComposing || event.altKey || keysOff()) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest("form[method=post]");
    if (form) form.requestSubmit(form.querySelector("button.button-main") || undefined);
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || (event.key === "Enter" && event.target.closest("a, button, summary"))) return;
  const act = acts[`${before} ${event.key}`] || acts[event.key];
  before = event.key;
  if (!act) return;
  event.preventDefault();
  act();
});
