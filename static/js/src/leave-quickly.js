// Takes the place of the present entry in the history, so that Back does not lead here again.
for (const link of document.querySelectorAll("[data-leave-quickly]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.title = "　";
    document.body.hidden = true;
    location.replace(link.href);
  });
}
