/* Chooses a type of entry by typing: a digit opens one of the first nine, letters narrow the list,
   Enter opens the first that is left. Without this the search is a form like any other. */
const place = document.querySelector("[data-types]");
const search = place?.querySelector("[data-type-search]");
const input = search?.elements.q;
const choices = [...(place?.querySelectorAll("[data-type-list] a") ?? [])];
const none = place?.querySelector("[data-none-found]");

function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

function isCalled(choice, said) {
  const name = plain(choice.querySelector("span").textContent);
  return choice.dataset.code.startsWith(said) || said.split(/\s+/).every((word) => name.includes(word));
}

function narrow() {
  const said = plain(input.value);
  for (const choice of choices) choice.parentElement.hidden = !isCalled(choice, said);
  none.hidden = choices.some((choice) => !choice.parentElement.hidden);
}

function isForUs(event) {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
}

if (input) {
  input.addEventListener("input", narrow);
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    choices.find((choice) => !choice.parentElement.hidden)?.click();
  });
  place.addEventListener("keydown", (event) => {
    if (!isForUs(event) || (event.target === input && input.value)) return;
    if (!/^[1-9]$/.test(event.key)) return;
    const chosen = choices[Number(event.key) - 1];
    if (!chosen) return;
    event.preventDefault();
    chosen.click();
  });
  const hasKeyboard = matchMedia("(hover: hover) and (pointer: fine)").matches;
  if (hasKeyboard) input.focus({ preventScroll: true }); // a phone would lift its keyboard
}
