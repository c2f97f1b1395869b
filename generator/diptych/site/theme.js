// Runs before the first paint, so that a chosen theme never flashes by way of the other.
try {
  const chosen = localStorage.getItem("diptych-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is switched off: the system's theme rules.
}
