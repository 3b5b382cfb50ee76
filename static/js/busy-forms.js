/* Lets a form be sent once: the second click of a double click does nothing. */
const RELEASE_MS = 10_000; // whoever stays on the page may try again
const sent = new Set();

function release(form) {
  sent.delete(form);
  form.querySelector("button[aria-disabled]")?.removeAttribute("aria-disabled");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  form.querySelector("button:not([type=button])")?.setAttribute("aria-disabled", "true");
  setTimeout(release, RELEASE_MS, form);
});
addEventListener("pageshow", () => sent.forEach(release)); // also when coming back
