/* Makes a passkey, or asks for one, and sends the browser's answer with the form around it. */
const { create, get } = globalThis.webauthnJSON;
const canDoIt = "PublicKeyCredential" in globalThis;

function say(form, what) {
  const words = form.querySelector(`template[data-say="${what}"]`);
  form.querySelector("[data-says]").replaceChildren(words?.content.cloneNode(true) ?? "");
}

async function answerOf(form) {
  if (form.dataset.passkey === "create") return create(JSON.parse(form.dataset.options));
  const asked = await fetch(form.dataset.ask, { headers: { Accept: "application/json" } });
  if (!asked.ok) throw new Error(`asking answered ${asked.status}`);
  return get(await asked.json());
}

async function send(form) {
  const button = form.querySelector("button");
  button.setAttribute("aria-disabled", "true");
  say(form, "");
  try {
    form.elements.credential.value = JSON.stringify(await answerOf(form));
    form.submit(); // without another submit event
  } catch {
    say(form, "refused");
    button.removeAttribute("aria-disabled");
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (form.dataset.passkey === "get") form.hidden = !canDoIt;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation(); // busy-forms.js would take the form for sent
    if (!canDoIt) return say(form, "unsupported");
    if (form.querySelector("button[aria-disabled]")) return;
    send(form);
  });
}
addEventListener("pageshow", () => { // also when coming back
  for (const button of document.querySelectorAll("form[data-passkey] button[aria-disabled]")) {
    button.removeAttribute("aria-disabled");
  }
});
