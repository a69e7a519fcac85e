// Sends a form that holds a file with a progress bar. Anything unforeseen falls back to the plain post.
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
