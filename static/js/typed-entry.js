/* Keeps what is typed in an entry's form for as long as this tab is open, past an expired session
   and a lost connection, until the entry is written or the member signs out. */
const PREFIX = "typed:";
const LIFE_MS = 24 * 3600 * 1000;
const NAMES = ["text", "occurred_at", "client_uuid"];

function read(key) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key));
    return kept && Date.now() - kept.at < LIFE_MS ? kept : null;
  } catch {
    return null; // storage is switched off, or holds something else
  }
}

function write(key, kept) {
  try {
    sessionStorage.setItem(key, JSON.stringify({ ...kept, at: Date.now() }));
  } catch {
    // storage is switched off or full: the form works as before
  }
}

function forget(isMeant) {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(PREFIX) && isMeant(key)) sessionStorage.removeItem(key);
    }
  } catch {
    // storage is switched off: there is nothing to forget
  }
}

function keyOf(form) {
  return `${PREFIX}${form.dataset.keepTyped}:${location.pathname}`;
}

function values(form) {
  return Object.fromEntries(NAMES.map((name) => [name, form.elements[name].value]));
}

function fill(form, kept) {
  for (const name of NAMES) form.elements[name].value = kept[name];
}

function filesCount(form) {
  return form.elements.uploads.files.length + form.querySelectorAll("[name=kept]:checked").length;
}

function restore(form, key, untouched) {
  const kept = read(key);
  if (!kept?.text || kept.text === untouched.text) return;
  fill(form, kept);
  const place = form.querySelector("[data-restored-place]");
  place.append(form.querySelector("template[data-restored]").content.cloneNode(true));
  place.querySelector("[data-had-files]").hidden = !kept.files;
  place.querySelector("[data-clear-typed]").addEventListener("click", () => {
    fill(form, untouched);
    forget((each) => each === key);
    place.replaceChildren();
    form.elements.text.focus();
  });
}

function prepare(form) {
  if (form.dataset.typedKept) return;
  form.dataset.typedKept = "yes";
  const key = keyOf(form);
  const untouched = values(form);
  const keep = () => {
    const typed = values(form);
    if (typed.text.trim()) write(key, { ...typed, files: filesCount(form) > 0 });
    else forget((each) => each === key);
  };
  if ("answered" in form.dataset) keep();
  else restore(form, key, untouched);
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
}

function prepareAll() {
  for (const form of document.querySelectorAll("form[data-keep-typed]")) prepare(form);
}

function forgetWritten() {
  const written = document.querySelector("[data-written]")?.dataset.written;
  if (written) forget((key) => read(key)?.client_uuid === written);
}

let staysHere = false; // a click on a link of this site: the text is kept, files cannot be
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  staysHere = Boolean(link && !link.target && link.origin === location.origin);
});
addEventListener("beforeunload", (event) => {
  const form = document.querySelector("form[data-keep-typed]");
  if (!form || "sending" in form.dataset) return;
  const losesText = form.elements.text.value.trim() && !staysHere;
  if (losesText || filesCount(form)) event.preventDefault();
});

for (const form of document.querySelectorAll("form[data-forgets-typed]")) {
  form.addEventListener("submit", () => forget(() => true));
}
document.addEventListener("htmx:load", prepareAll);
prepareAll();
forgetWritten();
