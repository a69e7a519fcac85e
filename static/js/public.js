{
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
}
{
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
}
{
for (const form of document.querySelectorAll("form[data-upload-progress]")) {
  const bar = form.querySelector("progress");
  form.addEventListener("submit", (event) => {
    const file = form.querySelector("input[type=file]");
    if (!bar || !file || !file.files.length || form.dataset.sending) return;
    event.preventDefault();
    form.dataset.sending = "1";
    const data = new FormData(form);
    const pressed = event.submitter;
    if (pressed && pressed.name) data.append(pressed.name, pressed.value);
    const request = new XMLHttpRequest();
    request.open("POST", (pressed && pressed.getAttribute("formaction")) || form.getAttribute("action") || location.href);
    request.setRequestHeader("X-Upload", "1"); // the banner is kept for the page that the person sees
    request.responseType = "document";
    request.upload.addEventListener("progress", (step) => {
      if (step.lengthComputable) bar.value = Math.round((step.loaded / step.total) * 100);
    });
    request.addEventListener("load", () => {
      const answer = request.response;
      if (request.responseURL.split("#")[0] !== location.href.split("#")[0] || !answer) return location.assign(request.responseURL);
      const main = answer.querySelector("main");
      if (request.status === 200 && !answer.querySelector("[data-error-focus]")) return location.reload();
      document.title = answer.title;
      document.querySelector("main").replaceWith(document.importNode(main, true));
      const summary = document.querySelector("[data-error-focus]") || document.querySelector("main h1");
      summary.tabIndex = -1;
      summary.focus();
    });
    request.addEventListener("error", () => form.submit());
    bar.hidden = false;
    request.send(data);
  });
}
}
{
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
}
{
for (const form of document.querySelectorAll("form[data-leave-warning]")) {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (event) => {
    if (!changed) return;
    event.preventDefault();
    event.returnValue = "";
  });
}
}
{
for (const link of document.querySelectorAll("[data-leave-quickly]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.title = "　";
    document.body.hidden = true;
    location.replace(link.href);
  });
}
}
{
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
}
{
for (const button of document.querySelectorAll("[data-read-aloud]")) {
  const speech = window.speechSynthesis;
  const main = document.querySelector("main");
  if (!speech || !window.SpeechSynthesisUtterance || !main) continue;
  const BLOCKS = "section, article, form, fieldset, figure, [role=region], details, nav";
  let block = null;
  let turn = 0;
  const selected = () => {
    const range = window.getSelection();
    return range.rangeCount && main.contains(range.anchorNode) ? range.toString().trim() : "";
  };
  const wanted = () => selected() || (block && main.contains(block) ? block : main).innerText;
  const pieces = (text) => (text.match(/[^\n\t。！？；]+[。！？；]*/g) || []).filter((part) => /[\p{L}\p{N}]/u.test(part));
  const stop = (words = "朗读") => {
    turn += 1;
    speech.cancel();
    button.textContent = words;
    block = null;
  };
  const say = (parts) => {
    const mine = turn;
    const voice = speech.getVoices().find((each) => /^(zh|cmn)/i.test(each.lang));
    const next = () => {
      const part = parts.shift();
      if (mine !== turn) return;
      if (!part) return stop();
      const words = new SpeechSynthesisUtterance(part);
      words.lang = "zh-CN";
      if (voice) words.voice = voice;
      words.onend = next;
      words.onerror = () => mine === turn && stop("读不出来");
      speech.speak(words);
    };
    button.textContent = "停止朗读";
    next();
  };
  main.addEventListener("focusin", (event) => (block = event.target.closest(BLOCKS)));
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    if (button.textContent === "停止朗读") return stop();
    const parts = pieces(wanted());
    stop();
    say(parts);
  });
  window.addEventListener("pagehide", () => speech.cancel());
  button.hidden = false;
}
}
