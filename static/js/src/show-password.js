// Shows what was typed into a password field, until the button is pressed again or the form is sent.
for (const button of document.querySelectorAll("[data-show-password]")) {
  const field = document.getElementById(button.dataset.showPassword);
  const show = (shown) => {
    field.type = shown ? "text" : "password";
    button.firstChild.data = shown ? "隐藏" : "显示";
  };
  button.hidden = false;
  button.addEventListener("click", () => show(field.type === "password"));
  field.form.addEventListener("submit", () => show(false));
}
