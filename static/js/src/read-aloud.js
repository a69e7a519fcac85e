// Reads the page aloud with the voices of the device: what is selected, else the block that had the focus last, else all of main.
// The button stays hidden where nothing can speak; a second press stops.
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
  // Short pieces: browsers stop in the middle of a long one.
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
  // The press must not take the selection away.
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
