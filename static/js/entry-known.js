/* While a document, a name or a plate is typed into a form: asks who it is, and shows the answer below the
   cell. A ban fills the screen until somebody says that they have read it; the server insists. */
const WAIT_MS = 300;
const WAIT_FOR_NAME_MS = 700; // the beginning of a long name is the name of somebody else
const waiting = new WeakMap(); // cell → how to stop the question that is on its way
const read = new Set(); // bans that were read on this page

function placeOf(cell) {
  const field = cell.closest(".field") ?? cell;
  if (field.nextElementSibling?.matches("[data-known-place]")) return field.nextElementSibling;
  const place = document.createElement("div");
  place.dataset.knownPlace = "";
  place.setAttribute("aria-live", "polite");
  field.after(place);
  return place;
}

// the name that belongs to a document, or the document that belongs to a name, of the same row
function beside(cell, from, to) {
  return cell.name?.endsWith(from)
    ? cell.form?.elements[cell.name.slice(0, -from.length) + to]
    : undefined;
}

async function ask(cell, url, signal) {
  const form = cell.form;
  const asked = new URLSearchParams({
    kind: cell.dataset.known,
    cell: cell.name,
    [cell.name]: cell.value,
    client_uuid: form.elements.client_uuid?.value ?? "",
    name: beside(cell, "-document", "-name")?.value ?? "",
  });
  const answer = await fetch(`${url}?${asked}`, { signal, headers: { "HX-Request": "true" } });
  if (!answer.ok || answer.redirected) return;
  const html = await answer.text();
  if (signal.aborted) return;
  placeOf(cell).innerHTML = html;
  warn();
}

function stop(cell) {
  waiting.get(cell)?.();
  waiting.delete(cell);
}

function askSoon(cell, delay) {
  const url = cell.form?.dataset.knownUrl;
  if (!url) return;
  stop(cell);
  const question = new AbortController();
  const timer = setTimeout(
    () => ask(cell, url, question.signal).catch(() => {}), // no connection: the server warns later
    delay,
  );
  waiting.set(cell, () => {
    clearTimeout(timer);
    question.abort();
  });
}

// A document says more than a name, so a name is asked about where no document stands beside it.
function askAbout(cell, delay) {
  const proof = beside(cell, "-name", "-document");
  const name = beside(cell, "-document", "-name");
  const isKnown = (one) => one?.matches?.("[data-known]") && /[\p{L}\p{N}]/u.test(one.value);
  if (isKnown(proof)) {
    if (cell.matches("[data-known]")) forget(cell);
    askSoon(proof, delay ?? WAIT_MS);
  } else if (cell.matches("[data-known]")) {
    askSoon(cell, delay ?? (cell.dataset.known === "name" ? WAIT_FOR_NAME_MS : WAIT_MS));
  }
  if (!isKnown(name)) return;
  if (isKnown(cell)) forget(name);
  else askSoon(name, delay ?? WAIT_MS);
}

function forget(cell) {
  stop(cell);
  placeOf(cell).replaceChildren();
}

function sign(ban) {
  return ban.querySelector("[name=ban_read]");
}

function isRead(ban) {
  const id = ban.dataset.ban;
  return read.has(id) || document.querySelector(`input[type=hidden][name=ban_read][value="${id}"]`);
}

function warn() {
  const bans = [...document.querySelectorAll("[data-ban]")];
  for (const ban of bans) {
    if (isRead(ban)) sign(ban).checked = true;
  }
  if (document.querySelector("dialog[open]")) return;
  const next = bans.find((ban) => !sign(ban).checked);
  next?.querySelector("dialog").showModal();
}

document.addEventListener("input", (event) => {
  if (event.target.name) askAbout(event.target);
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("[data-known]")) placeOf(event.target);
});
document.addEventListener("click", (event) => {
  const ban = event.target.closest?.("[data-ban-read]")?.closest("[data-ban]");
  if (!ban) return;
  read.add(ban.dataset.ban);
  sign(ban).checked = true;
  ban.querySelector("dialog").close();
  warn();
});
// Escape does not do: a browser closes a dialog at the second one, whatever the page says
document.addEventListener(
  "cancel",
  (event) => event.target.matches?.("dialog.alarm") && event.preventDefault(),
  true,
);
document.addEventListener(
  "close",
  (event) => event.target.matches?.("dialog.alarm") && warn(),
  true,
);

function prepare() {
  warn();
  for (const cell of document.querySelectorAll("[data-known]:not([data-known-asked])")) {
    cell.dataset.knownAsked = "";
    if (cell.value) askAbout(cell, 0);
  }
}
document.addEventListener("htmx:load", prepare);
prepare();
