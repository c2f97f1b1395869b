// Runs before the first paint: what a script shows later has its room from the beginning, and a chosen
// theme never flashes by way of the other.
document.documentElement.classList.add("has-scripts");
try {
  const chosen = localStorage.getItem("diptych-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is switched off: the system's theme rules.
}
