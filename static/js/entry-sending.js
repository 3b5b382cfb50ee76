/* Sends an entry once, shows how far its files are, and says what went wrong: the form stays. */
const FORM = "form[data-sending-label]";

function say(form, what, words = "") {
  const place = form.querySelector("[data-says]");
  place.replaceChildren();
  if (!what) return;
  place.append(form.querySelector(`template[data-say="${what}"]`).content.cloneNode(true));
  if (words) place.querySelector("[data-words]").textContent = words;
  place.dataset.said = what;
  place.scrollIntoView({ block: "nearest" });
}

function label(form) {
  return form.querySelector("[data-button-label]");
}

function begin(form) {
  form.dataset.sending = "yes";
  say(form, null);
  label(form).dataset.buttonLabel ||= label(form).textContent;
  label(form).textContent = form.dataset.sendingLabel;
  form.querySelector(".form__actions button:not([type=button])").setAttribute("aria-disabled", "true");
  const sendsFiles = [...form.querySelectorAll("[type=file]")].some((one) => one.files.length);
  form.querySelector(".form__progress").hidden = !sendsFiles;
}

function end(form) {
  if (!("sending" in form.dataset)) return;
  delete form.dataset.sending;
  label(form).textContent = label(form).dataset.buttonLabel;
  form.querySelector(".form__actions button:not([type=button])").removeAttribute("aria-disabled");
  const bar = form.querySelector(".form__progress");
  bar.hidden = true;
  bar.removeAttribute("value");
}

function filesOf(form, state) {
  return [...form.querySelectorAll(`[data-uploads] > [data-state="${state}"]`)];
}

function waitForFiles(form) {
  if ("waits" in form.dataset) return;
  form.dataset.waits = "yes";
  begin(form);
  const sendNow = () => {
    delete form.dataset.waits;
    end(form);
    form.requestSubmit(); // says so if a file was refused
  };
  form.addEventListener("filesSettled", sendNow, { once: true });
}

function stop(event) {
  event.preventDefault();
  event.stopPropagation(); // htmx does not see it either
}

function serversWords(xhr) {
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  const main = page.querySelector("main"); // nginx' own pages speak both languages
  const ours = main?.querySelector(`section[lang="${document.documentElement.lang}"]`) ?? main;
  const told = [...(ours?.querySelectorAll("h1, h2, .lead") ?? [])].map((one) => one.textContent);
  return told.map((words) => words.trim().replace(/([^.!?…])$/, "$1.")).join(" ");
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches(FORM)) return;
    if ("sending" in form.dataset) {
      stop(event); // the second click of a double click
    } else if (filesOf(form, "failed").length) {
      stop(event);
      say(form, "files");
      filesOf(form, "failed")[0].querySelector("button:not([hidden])").focus();
    } else if (!navigator.onLine) {
      stop(event);
      say(form, "offline");
    } else if (filesOf(form, "waiting").length + filesOf(form, "sending").length) {
      stop(event);
      waitForFiles(form);
    } else {
      begin(form);
    }
  },
  true,
);

document.addEventListener("htmx:xhr:progress", ({ target, detail }) => {
  if (!target.matches(FORM) || !detail.lengthComputable || !("sending" in target.dataset)) return;
  const bar = target.querySelector(".form__progress");
  const percent = Math.floor((100 * detail.loaded) / detail.total);
  if (percent >= 100) {
    bar.removeAttribute("value"); // it has arrived; the server looks into the files
    label(target).textContent = target.dataset.arrivedLabel;
  } else {
    bar.value = percent;
    label(target).textContent = `${target.dataset.sendingLabel} ${percent} %`;
  }
});
document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  if (!target.matches(FORM) || detail.xhr.getResponseHeader("HX-Redirect")) return;
  end(target);
});
document.addEventListener("htmx:sendError", ({ target }) => {
  if (target.matches(FORM)) say(target, navigator.onLine ? "lost" : "offline");
});
document.addEventListener("htmx:responseError", ({ target, detail }) => {
  if (target.matches(FORM)) say(target, "refused", serversWords(detail.xhr));
});

addEventListener("online", () => {
  for (const form of document.querySelectorAll(FORM)) {
    if (form.querySelector("[data-says]:not(:empty)")?.dataset.said === "offline") {
      say(form, "back");
    }
  }
});
addEventListener("pageshow", () => { // also when coming back from the next page
  for (const form of document.querySelectorAll(FORM)) end(form);
});
