/* What is said in words of when it occurred, and was understood, is put where one picks date and
   time: there it stays as it is, while “10 min ago” would mean another minute at each look. */
const PLACE = "[data-moment]";

function parts(inside) {
  const place = inside.closest(PLACE);
  const words = place.querySelector("[data-in-words]");
  return { words, picked: place.querySelector("input"), echo: place.querySelector("[data-echo]") };
}

document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (!target.matches?.("[data-echo]")) return;
  const { words, picked } = parts(target);
  const settled = target.querySelector("[data-settled]")?.dataset.settled;
  if (!settled) return;
  picked.value = settled.slice(0, 16);
  if (settled.length === 16) words.removeAttribute("name"); // what was picked says it all
  picked.dispatchEvent(new CustomEvent("settled", { bubbles: true }));
});

document.addEventListener("input", ({ target }) => {
  if (!target.closest?.(PLACE)) return;
  const { words, picked, echo } = parts(target);
  if (target === words) {
    words.name = `${picked.name}_in_words`;
    if (!words.value.trim()) echo.replaceChildren();
  } else {
    words.value = "";
    echo.replaceChildren();
  }
});
