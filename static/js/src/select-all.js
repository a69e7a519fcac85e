// A checkbox that checks all rows of its name, and tells how many are chosen.
for (const all of document.querySelectorAll("[data-select-all]")) {
  const rows = () => [...document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(all.dataset.selectAll)}"]`)];
  const told = document.querySelector("[data-selected-count]");
  const tell = () => {
    const chosen = rows().filter((row) => row.checked).length;
    all.checked = chosen > 0 && chosen === rows().length;
    all.indeterminate = chosen > 0 && !all.checked;
    if (told) told.textContent = chosen ? `已选 ${chosen} 件` : "";
  };
  all.closest("label, th, td, p")?.removeAttribute("hidden");
  all.addEventListener("change", () => {
    for (const row of rows()) row.checked = all.checked;
    tell();
  });
  document.addEventListener("change", (event) => {
    if (event.target.name === all.dataset.selectAll) tell();
  });
  tell();
}
