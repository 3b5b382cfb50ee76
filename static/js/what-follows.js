/* The link that asks for what follows goes once that is there: whoever pressed it by the keyboard
   goes on with the first of it, and not at the top of the page. */
let first = null;

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { elt } = detail.requestConfig;
  if (elt.rel !== "next" || elt !== document.activeElement) return;
  const before = detail.target.previousElementSibling;
  const { parentElement } = detail.target;
  first = () => (before ? before.nextElementSibling : parentElement.firstElementChild);
});

document.addEventListener("htmx:afterSwap", () => {
  first?.()?.querySelector("a, button")?.focus({ preventScroll: true });
  first = null;
});
