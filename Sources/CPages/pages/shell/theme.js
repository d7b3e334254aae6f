// Light and dark: as the system has it, until the user says otherwise.

const names = ["system", "light", "dark"];

/** @returns {string} */
export function theme() {
  const kept = localStorage.getItem("sonde.theme") ?? "system";
  return names.includes(kept) ? kept : "system";
}

export function applyTheme() {
  const name = theme();
  if (name === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  dispatchEvent(new Event("sonde:theme"));
}

export function nextTheme() {
  localStorage.setItem("sonde.theme", names[(names.indexOf(theme()) + 1) % names.length]);
  applyTheme();
  return theme();
}

/** Tells drawings of a change of theme. */
export function watchTheme() {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => dispatchEvent(new Event("sonde:theme")));
  applyTheme();
}

/** The value of a colour of style.css, for drawings. @param {string} name such as "--ink" */
export function color(name) {
  // light-dark() is resolved for properties of elements only.
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

export function isDark() {
  const name = theme();
  return name === "dark" || name === "system" && matchMedia("(prefers-color-scheme: dark)").matches;
}
