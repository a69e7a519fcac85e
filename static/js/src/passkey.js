// Asks the browser for a passkey and sends the answer with the form; where that cannot be, the page says what else there is.
const form = document.querySelector("form[data-passkey]");
if (form && window.PublicKeyCredential) {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const options = JSON.parse(form.dataset.passkey);
  const [button, failed] = ["ask", "failed"].map((part) => form.querySelector(`[data-passkey-${part}]`));
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const each of [...(options.allowCredentials || []), ...(options.excludeCredentials || [])]) each.id = bytes(each.id);
  const plain = ({ id, rawId, type, response }) => {
    const told = { transports: response.getTransports?.() };
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[part]) told[part] = text(response[part]);
    }
    return JSON.stringify({ id, type, rawId: text(rawId), response: told });
  };
  const ask = async () => {
    button.disabled = true;
    failed.hidden = true;
    try {
      const answer = await navigator.credentials[options.user ? "create" : "get"]({ publicKey: options });
      form.elements.answer.value = plain(answer);
      form.submit();
    } catch {
      failed.hidden = false;
      button.disabled = false;
    }
  };
  document.querySelector("[data-passkey-missing]").hidden = true;
  form.hidden = false;
  button.addEventListener("click", ask);
  if ("passkeyStarts" in form.dataset) ask();
}
