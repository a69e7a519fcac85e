// A page that came back with errors starts at the summary; a link in it leads into the field.
const summary = document.querySelector("[data-error-focus]");
if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const group = field.closest(".field") || field;
    group.scrollIntoView();
    field.focus({ preventScroll: true });
  });
}
