// Says politely how many characters are left; the static limit stays for those without a script.
for (const area of document.querySelectorAll("[data-char-count]")) {
  const most = Number(area.dataset.charCount);
  const live = area.parentElement.querySelector(".limit.live");
  const fixed = document.getElementById(`${area.id}-limit`);
  let waiting = 0;
  const tell = () => {
    const left = most - area.value.trim().length;
    live.textContent = left >= 0 ? `还可以写 ${left} 个字` : `超出 ${-left} 个字`;
    live.classList.toggle("over", left < 0);
  };
  if (live && most) {
    live.hidden = false;
    if (fixed) fixed.classList.add("visually-hidden");
    tell();
    area.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(tell, 400);
    });
  }
}
