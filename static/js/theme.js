/* The switch of colours: as the system, light, dark. The choice is a cookie, so that the
   server writes it into the page and nothing flashes. */
const NEXT = { auto: "light", light: "dark", dark: "auto" };
const YEAR_SECONDS = 365 * 24 * 3600;
const root = document.documentElement;

function current() {
  return root.dataset.theme ?? "auto";
}

function name(button) {
  button.setAttribute("aria-label", button.dataset[current()]);
  button.title = button.dataset[current()];
}

function choose(theme) {
  if (theme === "auto") {
    delete root.dataset.theme;
  } else {
    root.dataset.theme = theme;
  }
  const age = theme === "auto" ? 0 : YEAR_SECONDS;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
}

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.addEventListener("click", () => {
    choose(NEXT[current()]);
    name(button);
  });
  name(button);
  button.hidden = false;
}
