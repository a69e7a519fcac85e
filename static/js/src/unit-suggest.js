// Fills a datalist with the names of departments that fit what is being typed. Nothing typed is kept.
for (const input of document.querySelectorAll("input[data-suggest-url][list]")) {
  const list = document.getElementById(input.getAttribute("list"));
  let waiting = 0;
  let asked = "";
  const ask = async () => {
    const words = input.value.trim();
    if (words.length < 2 || words === asked) return;
    asked = words;
    const answer = await fetch(`${input.dataset.suggestUrl}?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || input.value.trim() !== words) return;
    const { names } = await answer.json();
    list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
  };
  if (list) {
    input.addEventListener("input", (event) => {
      clearTimeout(waiting);
      if (!event.isComposing) waiting = setTimeout(() => ask().catch(() => {}), 250);
    });
    input.addEventListener("compositionend", () => ask().catch(() => {}));
  }
}
