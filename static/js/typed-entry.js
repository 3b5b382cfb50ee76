/* Saves what is typed in an entry's form on the server, as a draft of its member. What has not
   arrived there yet lies on this device, and is sent as soon as any page opens with a connection;
   signing out forgets it. Server and device never hold different words for long: the copy is there
   exactly while the server lacks something. */
const PREFIX = "typed:";
const LIFE_MS = 24 * 3600 * 1000;
const REST_MS = 700;
const RETRY_MS = 15_000;
const FORM = "form[data-draft-url]";
const WITHOUT_DRAFT = "form[data-sending-label]:not([data-draft-url])";

const memory = new Map(); // where storage is switched off or full, this page still has it

function read(key) {
  try {
    const copy = JSON.parse(localStorage.getItem(key)) ?? memory.get(key);
    return copy && Date.now() - copy.at < LIFE_MS ? copy : null;
  } catch {
    return memory.get(key) ?? null;
  }
}

function write(key, copy) {
  memory.set(key, copy);
  try {
    localStorage.setItem(key, JSON.stringify(copy));
  } catch {
    // memory has it
  }
}

function forget(isMeant) {
  for (const key of [...memory.keys()].filter(isMeant)) memory.delete(key);
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && isMeant(key)) localStorage.removeItem(key);
    }
  } catch {
    // storage is switched off: there is nothing to forget
  }
}

function keysOf(member) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}${member}:`));
  } catch {
    return [];
  }
}

function isAnythingKept() {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith(PREFIX) && read(key));
  } catch {
    return false;
  }
}

function uuidOf(form) {
  return form.elements.client_uuid.value;
}

function keyOf(form) {
  return `${PREFIX}${form.dataset.keepTyped}:${uuidOf(form)}`;
}

function fieldsOf(form) {
  return [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken",
  );
}

function post(url, fields, token, options = {}) {
  const body = new URLSearchParams(fields);
  return fetch(url, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": token },
    redirect: "manual", // to the sign-in page
    ...options,
  });
}

function say(form, what) {
  const place = form.querySelector("[data-draft-state]");
  const said = form.querySelector(`template[data-draft-says="${what}"]`).content.cloneNode(true);
  place.replaceChildren(said);
}

async function tell(form, answer) {
  form.querySelector("[data-draft-state]").innerHTML = await answer.text();
}

function copyOf(form) {
  return {
    at: Date.now(),
    url: form.dataset.draftUrl,
    path: location.pathname,
    turn: Number(form.elements.turn.value) + 1,
    fields: fieldsOf(form),
  };
}

function keep(form) {
  write(keyOf(form), copyOf(form));
  form.dataset.unsaved = "yes";
}

function stay(form) {
  const address = new URL(location.href);
  if (address.searchParams.get("draft") === uuidOf(form)) return;
  address.searchParams.set("draft", uuidOf(form));
  history.replaceState(history.state, "", address); // a reload goes on with the draft
}

async function heard(form, answer, key) {
  if (answer.ok) {
    if (!("unsaved" in form.dataset)) forget((each) => each === key);
    stay(form);
  } else if (answer.status === 410) {
    forget((each) => each === key);
    form.dataset.stopped = "written";
  } else if (answer.status === 409) {
    form.dataset.stopped = "changed elsewhere";
  } else if (answer.status !== 422) {
    form.dataset.unsaved = "yes";
    say(form, answer.type === "opaqueredirect" || answer.status === 403 ? "refused" : "lost");
    return;
  }
  await tell(form, answer);
}

async function save(form, options = {}) {
  clearTimeout(form.resting);
  if (!("unsaved" in form.dataset) || "stopped" in form.dataset || form.saving) return;
  if ("sending" in form.dataset) { // the entry is on its way; should it not arrive, this goes on
    if (form.isConnected) form.resting = setTimeout(save, REST_MS, form);
    return;
  }
  form.saving = true;
  delete form.dataset.unsaved;
  form.elements.turn.value = Number(form.elements.turn.value) + 1;
  const token = form.elements.csrfmiddlewaretoken.value;
  const key = keyOf(form);
  try {
    await heard(form, await post(form.dataset.draftUrl, fieldsOf(form), token, options), key);
  } catch {
    form.dataset.unsaved = "yes";
    say(form, "lost");
    form.resting = setTimeout(save, RETRY_MS, form);
    return;
  } finally {
    form.saving = false;
  }
  if ("typedMeanwhile" in form.dataset) rest(form);
}

function rest(form) {
  delete form.dataset.typedMeanwhile;
  clearTimeout(form.resting);
  form.resting = setTimeout(save, REST_MS, form);
}

function typed(form) {
  if ("stopped" in form.dataset) return;
  keep(form);
  if (form.saving) form.dataset.typedMeanwhile = "yes";
  else rest(form);
}

function prepare(form) {
  if (form.dataset.typedKept) return;
  form.dataset.typedKept = "yes";
  for (const event of ["input", "change", "settled"]) {
    form.addEventListener(event, () => typed(form));
  }
  form.addEventListener("submit", () => keep(form)); // should the session have ended
  if ("answered" in form.dataset) typed(form);
}

function prepareAll() {
  for (const form of document.querySelectorAll(FORM)) prepare(form);
}

function saveAll(options) {
  for (const form of document.querySelectorAll(FORM)) {
    if (!("sending" in form.dataset)) save(form, options);
  }
}

function asAnother(fields) {
  return fields.filter(([name]) => name !== "client_uuid");
}

async function sendCopy(key, copy, token) {
  let answer = await post(copy.url, copy.fields, token);
  if (answer.status === 409) answer = await post(copy.url, asAnother(copy.fields), token);
  if (answer.ok || answer.status === 410) forget((each) => each === key);
  if (!answer.ok || copy.path !== location.pathname) return;
  const draft = new DOMParser().parseFromString(await answer.text(), "text/html");
  const uuid = draft.querySelector("[data-client-uuid]").dataset.clientUuid;
  const form = document.querySelector(FORM);
  if (form && !("unsaved" in form.dataset)) location.replace(`${copy.path}?draft=${uuid}`);
}

async function sendLeftBehind() {
  const who = document.querySelector("form[data-forgets-typed]");
  if (!who) return;
  const here = document.querySelector(FORM);
  for (const key of keysOf(who.dataset.member)) {
    const copy = read(key);
    if (!copy) forget((each) => each === key);
    else if (!here || key !== keyOf(here)) {
      const copied = copy.fields.map(([name, value]) => [name, name === "turn" ? copy.turn : value]);
      await sendCopy(key, { ...copy, fields: copied }, who.elements.csrfmiddlewaretoken.value);
    }
  }
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-overwrite]");
  const form = button?.closest(FORM);
  if (!form) return;
  form.elements.seen.value = button.dataset.overwrite;
  delete form.dataset.stopped;
  typed(form);
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") saveAll({ keepalive: true });
});
addEventListener("online", () => saveAll());
addEventListener("beforeunload", (event) => {
  const form = document.querySelector(`${FORM}, ${WITHOUT_DRAFT}`);
  if (!form || "sending" in form.dataset) return;
  const losesFiles = form.querySelector("[data-uploads] > *"); // words are kept, these cannot be
  const losesWords = form.matches(WITHOUT_DRAFT) && "touched" in form.dataset;
  if (losesFiles || losesWords) event.preventDefault();
});
for (const form of document.querySelectorAll("form[data-forgets-typed]")) {
  form.addEventListener("submit", () => forget(() => true));
}
for (const form of document.querySelectorAll("form[data-discards]")) {
  form.addEventListener("submit", () => {
    for (const one of document.querySelectorAll(FORM)) one.dataset.stopped = "discarded";
    forget((key) => key.endsWith(`:${form.dataset.discards}`));
  });
}
const waits = document.querySelector("[data-typed-waits]"); // who comes to sign in fears for it
if (waits) waits.hidden = !isAnythingKept();
const written = document.querySelector("[data-written]")?.dataset.written;
if (written) forget((key) => key.endsWith(`:${written}`));
document.addEventListener("input", ({ target }) => {
  const form = target.closest?.(WITHOUT_DRAFT);
  if (form) form.dataset.touched = "yes";
});
document.addEventListener("htmx:load", prepareAll);
prepareAll();
sendLeftBehind().catch(() => {}); // the next page tries again
