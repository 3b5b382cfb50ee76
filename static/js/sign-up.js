// Guesses the time zone, proposes an address from the organisation and asks whether it is free.

const form = document.querySelector("form[data-busy-label]");
const organisation = form.elements.organisation;
const address = form.elements.address;
const zone = form.elements.time_zone;
const answer = document.getElementById("address-check");
const button = form.querySelector("button[type=submit]");
const label = button.textContent;
let asked = 0;
let timer;

const fold = (text) =>
  text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40);

async function check() {
  const mine = ++asked;
  const url = new URL("address/", form.action);
  url.searchParams.set("address", address.value);
  const response = await fetch(url, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (mine !== asked || !response?.ok) return; // a newer question is on its way
  answer.innerHTML = await response.text();
}

function checkSoon() {
  clearTimeout(timer);
  asked++;
  if (address.value.length < 3) {
    answer.textContent = "";
    return;
  }
  timer = setTimeout(check, 300);
}

organisation.addEventListener("input", () => {
  if (address.dataset.touched) return;
  address.value = fold(organisation.value);
  checkSoon();
});
address.addEventListener("input", () => {
  address.dataset.touched = "yes";
  checkSoon();
});
if (address.value) address.dataset.touched = "yes";

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (!form.querySelector("[aria-invalid=true]") && [...zone.options].some((o) => o.value === here)) {
  zone.value = here;
}

form.addEventListener("submit", (event) => {
  if (form.dataset.sent) {
    event.preventDefault(); // the second click of a double click
    return;
  }
  form.dataset.sent = "yes";
  button.setAttribute("aria-disabled", "true");
  button.textContent = form.dataset.busyLabel;
});
addEventListener("pageshow", () => { // also when coming back from the next page
  delete form.dataset.sent;
  button.removeAttribute("aria-disabled");
  button.textContent = label;
});
