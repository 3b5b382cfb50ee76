// Says while it is typed how strong a password is; the server alone decides.

const LEAST = 10;
const STRONG = 16;

for (const answer of document.querySelectorAll("[data-strength-of]")) {
  const field = document.getElementById(answer.dataset.strengthOf);
  field.addEventListener("input", () => {
    const typed = field.value;
    const variety = new Set(typed).size;
    const isWeak = typed.length < LEAST || variety < 5 || /^\d+$/.test(typed);
    const level = isWeak ? "weak" : typed.length >= STRONG && variety > 7 ? "strong" : "fair";
    answer.textContent = typed ? answer.dataset[level] : "";
  });
}
