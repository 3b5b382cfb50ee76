// Proposes an address from the organisation, asks whether it is free, and tells the time zone.

const form = document.querySelector("form[data-asks]");
const organisation = form.elements.organisation;
const address = form.elements.address;
const answer = document.getElementById("address-check");
const PAUSE_MS = 300;
let asked = 0;
let timer;

const fold = (text) =>
  text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40);

async function check() {
  const mine = ++asked;
  const url = new URL(form.dataset.asks, location);
  for (const name of ["organisation", "address", "country"]) {
    url.searchParams.set(name, form.elements[name].value);
  }
  const response = await fetch(url, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (mine !== asked || response?.status !== 200) return; // a newer question is on its way
  answer.innerHTML = await response.text();
  address.removeAttribute("aria-invalid");
}

function checkSoon() {
  clearTimeout(timer);
  asked++;
  if (address.value.length < 3) {
    answer.textContent = "";
    return;
  }
  timer = setTimeout(check, PAUSE_MS);
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
answer.addEventListener("click", (event) => {
  const taken = event.target.closest("button[name=take]");
  if (!taken) return;
  event.preventDefault(); // without scripts the button sends the form with its address
  address.value = taken.value;
  address.dataset.touched = "yes";
  address.focus();
  check();
});
if (address.value) address.dataset.touched = "yes";
form.elements.browser_zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
